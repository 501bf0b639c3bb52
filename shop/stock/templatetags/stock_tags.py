"""Tags of the stock."""

from typing import TYPE_CHECKING

from django import template

from shop.stock.explanation import explain
from shop.stock.queries import promises_of, route_of

if TYPE_CHECKING:
    from oscar.apps.order.abstract_models import AbstractOrder

register = template.Library()


@register.inclusion_tag("stock/order_route.html")
def order_route(order: "AbstractOrder") -> dict[str, object]:
    """Say from where an order leaves and why, and which pieces are promised for later. Two queries."""
    route = route_of(order)
    return {"sentences": explain(route.steps) if route else [], "promises": promises_of(order)}
