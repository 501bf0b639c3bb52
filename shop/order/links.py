"""Signed links that open one order for whoever got its mail."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from shop.order.models import Order

SIGNER = TimestampSigner(salt="kiln.order.link")


def order_token(order: Order) -> str:
    """Return a token for an order; it opens the order for KILN_ORDER_LINK_DAYS days."""
    return SIGNER.sign(order.number)


def order_from_token(token: str) -> Order | None:
    """Return the order of a token, None if it was not made by us or is too old."""
    try:
        number = SIGNER.unsign(token, max_age=timedelta(days=settings.KILN_ORDER_LINK_DAYS))
    except BadSignature:
        return None
    return Order.objects.filter(number=number).first()


def order_link(order: Order) -> str:
    """Return the full address of an order's page for its buyer, in the active language."""
    return settings.KILN_BASE_URL.rstrip("/") + reverse("checkout:order", args=[order_token(order)])
