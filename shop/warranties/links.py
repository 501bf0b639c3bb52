"""Signed links: to the warranties of an order, and to one repair."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from shop.order.models import Order
from shop.warranties.models import Repair

ORDER_SIGNER = TimestampSigner(salt="kiln.warranties.order")
REPAIR_SIGNER = TimestampSigner(salt="kiln.warranties.repair")


def order_token(order: Order) -> str:
    """Return a token that opens the warranties of an order for KILN_ORDER_LINK_DAYS days."""
    return ORDER_SIGNER.sign(order.number)


def order_of_token(token: str) -> Order | None:
    """Return the order of a token, None if it was not made by us or is too old."""
    number = _unsigned(ORDER_SIGNER, token)
    return Order.objects.select_related("user").filter(number=number).first() if number else None


def repair_token(repair: Repair) -> str:
    """Return a token that opens one repair for KILN_ORDER_LINK_DAYS days."""
    return REPAIR_SIGNER.sign(repair.number)


def repair_of_token(token: str) -> Repair | None:
    """Return the repair of a token, None if it was not made by us or is too old."""
    number = _unsigned(REPAIR_SIGNER, token)
    rows = Repair.objects.select_related("unit__line__order", "returned")
    return rows.filter(number=number).first() if number else None


def repair_link(repair: Repair) -> str:
    """Return the full address of a repair's page for its customer, in the active language."""
    path = reverse("warranties:repair", args=[repair_token(repair)])
    return settings.KILN_BASE_URL.rstrip("/") + path


def _unsigned(signer: TimestampSigner, token: str) -> str:
    try:
        return signer.unsign(token, max_age=timedelta(days=settings.KILN_ORDER_LINK_DAYS))
    except BadSignature:
        return ""
