"""What templates ask about payments."""

from django import template

from shop.configuration.queries import has_stripe_key
from shop.order.models import Order
from shop.payments.queries import Balance
from shop.payments.status_text import payment_status_text
from shop.payments.stored_value import StoredPayment, stored_payments

register = template.Library()


@register.simple_tag
def takes_cards() -> bool:
    """Tell whether this shop takes cards."""
    return has_stripe_key()


@register.simple_tag(name="payment_status_text")
def payment_status_text_tag(order: Order, balance: Balance | None = None) -> str:
    """Say what of an order's money went back or is still due; empty where there is nothing to say."""
    return payment_status_text(order, balance)


@register.simple_tag(name="stored_payments")
def stored_payments_tag(order: Order) -> list[StoredPayment]:
    """List what gift cards and store credit have paid of an order."""
    return stored_payments(order)
