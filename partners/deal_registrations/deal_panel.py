"""The registration on the pages of its deal and of its order."""

from django.utils.translation import gettext_lazy as _

from crm_core.pipeline.models import Deal
from crm_core.pipeline.panels import PANELS as DEAL_PANELS
from partners.deal_registrations.access import VIEW
from partners.deal_registrations.models import DealRegistration
from shop.backoffice.panels import SIDE, Panel
from shop.dashboard.orders.panels import PANELS as ORDER_PANELS
from shop.order.models import Order
from shop.user.models import User

TEMPLATE = "partners/deals/office/panel.html"


def of_deal(deal: Deal, _user: User) -> dict[str, object] | None:
    """Which partner brings a deal."""
    rows = DealRegistration.objects.filter(deal=deal).select_related("account__company").order_by("pk")
    found = list(rows)
    return {"registrations": found} if found else None


def of_order(order: Order, _user: User) -> dict[str, object] | None:
    """Which registration an order has won."""
    rows = DealRegistration.objects.filter(orders__order=order).select_related("account__company")
    found = list(rows)
    return {"registrations": found} if found else None


DEAL_PANELS.register(
    Panel(
        name="registration",
        title=_("Deal registration"),
        context=of_deal,
        order=15,
        area=SIDE,
        template=TEMPLATE,
        permission=VIEW,
    )
)
ORDER_PANELS.register(
    Panel(
        name="registration",
        title=_("Deal registration"),
        context=of_order,
        order=45,
        area=SIDE,
        template=TEMPLATE,
        permission=VIEW,
    )
)
