"""What staff see of partners on a customer's page."""

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from partners.commissions.queries import commissions_of_customer
from shop.backoffice.panels import Panel
from shop.user.models import User

ROWS = 5


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
