"""The live part of an order's page, for its buyer."""

from decimal import Decimal

from django import template
from django.template import Context

from shop.fulfilment.queries import tracking_of
from shop.order.links import order_token
from shop.order.models import Order
from shop.order_changes.buyers import buyers_problem
from shop.order_changes.models import OrderChange
from shop.order_changes.order_page import sections_of, steps_of
from shop.order_statuses import CANCELLED, OPEN
from shop.payments.queries import balance_of, waits_for_money

register = template.Library()


@register.inclusion_tag("order_changes/order_page.html", takes_context=True)
def order_live(context: Context, order: Order) -> dict[str, object]:
    """Show how far an order is, its parcels, what its buyer can do, its changes, and what others add.

    Where the page says `only_looks`, a colleague of the buyer reads it: nothing there acts for the buyer, and
    the token, which does, is not on the page.
    """
    request, only_looks = context["request"], bool(context.get("only_looks"))
    balance = balance_of(order)
    may_change = not only_looks and order.status in OPEN and not buyers_problem(order)
    asks_for_money = not only_looks and waits_for_money(order)
    return {
        "request": request,
        "order": order,
        "token": "" if only_looks else order_token(order),
        "steps": steps_of(order),
        "parcels": tracking_of(order),
        "may_change": may_change,
        "outstanding": balance.outstanding if asks_for_money else 0,
        "has_paid_part": balance.received > 0,
        "changes": [] if order.status == CANCELLED else OrderChange.objects.filter(order=order)[:20],
        "sections": [] if only_looks else sections_of(order, request),
    }


@register.filter
def absolute(amount: Decimal) -> Decimal:
    """Return an amount without its sign: the words beside it say the way."""
    return abs(amount)
