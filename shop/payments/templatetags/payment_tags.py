"""What templates ask about payments."""

from django import template
from django.conf import settings

from shop.order.models import Order
from shop.payments.words import money_words

register = template.Library()


@register.simple_tag
def takes_cards() -> bool:
    """Tell whether this shop takes cards."""
    return bool(settings.KILN_STRIPE_SECRET_KEY)


@register.simple_tag(name="money_words")
def money_words_tag(order: Order) -> str:
    """Say what of an order's money went back or is still due; empty where there is nothing to say."""
    return money_words(order)
