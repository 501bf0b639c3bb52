"""Who may pay an order: its buyer, the browser that placed it, whoever has its signed link."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from shop.order.models import Order

PLACED, LINKED = "checkout_order_id", "payable_orders"
MOST_LINKED = 20


def order_to_pay(request: HttpRequest, number: str) -> Order:
    """Return an order that this visitor may pay. Raises Http404 for any other, as if there were none."""
    order = Order.objects.select_related("user").filter(number=number).first()
    if order is None or not may_pay(request, order):  # guard: pay-own
        raise Http404(_("There is no such order."))
    return order


def may_pay(request: HttpRequest, order: Order) -> bool:
    """Tell whether this visitor may."""
    if order.user_id is not None and order.user_id == request.user.pk:
        return True
    return order.pk in (request.session.get(PLACED), *request.session.get(LINKED, ()))


def remember_link(request: HttpRequest, order: Order) -> None:
    """Let this browser pay an order whose signed link it has shown."""
    others = [pk for pk in request.session.get(LINKED, []) if pk != order.pk]
    request.session[LINKED] = [*others, order.pk][-MOST_LINKED:]


def remember_for_thank_you(request: HttpRequest, order: Order) -> None:
    """Have the thank-you page show this order."""
    request.session[PLACED] = order.pk
