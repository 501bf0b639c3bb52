"""How an order's line came by its price."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from shop.price_lists.frozen import told

register = template.Library()


@register.simple_tag
def price_reason(line: Any, order: Any) -> dict[str, str]:
    """Return what made the price of a line in words, and where today's price is explained."""
    if not line.product_id:
        return {"words": told(line.price_explanation, order.currency), "url": ""}
    asked = {"product": line.product_id, "quantity": line.quantity}
    if order.user_id:
        asked["user"] = order.user_id
    return {
        "words": told(line.price_explanation, order.currency),
        "url": f"{reverse('price-lists:explain')}?{urlencode(asked)}",
    }
