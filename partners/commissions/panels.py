"""What staff see of partners on a customer's page, and of a payout on its own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from partners.commissions.models import Payout
from partners.commissions.queries import commissions_of_customer
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.user.models import User

ROWS = 5
ENTRIES = 200
PAYOUT_PANELS = panel_registry("panel of a payout")


def partner_commissions(customer: Customer, user: User) -> dict[str, object] | None:
    """Return what partners earned by this customer, or None when nobody sent them. One query."""
    rows = list(commissions_of_customer(customer)[:ROWS])
    return {"commissions": rows} if rows else None


PANELS.register(
    Panel(
        name="commissions",
        title=_("Referred by a partner"),
        template="partners/commissions/customer_panel.html",
        context=partner_commissions,
        order=40,
        permission="commissions.view_commission",
    )
)


def payout_entries(payout: Payout, user: User) -> dict[str, object] | None:
    """List the entries that a payout settled, the latest first."""
    columns = [
        Column("order", label=_("Order"), accessor="order.number"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        MoneyColumn("base", label=_("Goods"), currency="currency"),
        Column("rate", label=_("Rate (%)")),
        MoneyColumn("amount", label=_("Commission"), currency="currency"),
        DateColumn("accrued_at", label=_("Date")),
    ]
    return table(columns, payout.entries.select_related("order")[:ENTRIES])


PAYOUT_PANELS.register(
    Panel(name="entries", title=_("Statement"), context=payout_entries, order=10, area=MAIN)
)
