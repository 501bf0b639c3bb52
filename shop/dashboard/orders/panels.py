"""What other pages of the back office tell of orders."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import ACTIVITY, Panel, table
from shop.dashboard.orders.columns import StatusColumn
from shop.dashboard.orders.queries import orders_visible_to
from shop.dashboard.orders.selection import order_url

LATEST = 10
COLUMNS = [
    TitleColumn("number", label=_("Order"), get_url=order_url),
    StatusColumn("status", label=_("Status")),
    MoneyColumn("total_incl_tax", label=_("Total"), currency="currency"),
    DateColumn("date_placed", label=_("Placed")),
]


def company_orders(company: Company, user: Any) -> dict[str, Any] | None:
    """List the latest orders of the people who buy for a company."""
    orders = orders_visible_to(user).filter(user__company_contact__company=company)
    return table(COLUMNS, orders.order_by("-date_placed", "-pk")[:LATEST])


PANELS.register(
    Panel(
        name="orders",
        title=_("Latest orders"),
        context=company_orders,
        order=20,
        permission="order.view_order",
        area=ACTIVITY,
    )
)
