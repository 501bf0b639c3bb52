"""Signed links of returns: to the form of an order, and to one return."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from shop.order.models import Order
from shop.returns.models import Return

ORDER_SIGNER = TimestampSigner(salt="kiln.returns.order")
RETURN_SIGNER = TimestampSigner(salt="kiln.returns.return")


def form_token(order: Order) -> str:
    """Return a token that opens the form of an order for KILN_ORDER_LINK_DAYS days."""
    return ORDER_SIGNER.sign(order.number)


def order_of_token(token: str) -> Order | None:
    """Return the order of a form's token, None if it was not made by us or is too old."""
    number = _unsigned(ORDER_SIGNER, token)
    return Order.objects.select_related("user").filter(number=number).first() if number else None


def return_token(found: Return) -> str:
    """Return a token that opens one return for KILN_ORDER_LINK_DAYS days."""
    return RETURN_SIGNER.sign(found.number)


def return_of_token(token: str) -> Return | None:
    """Return the return of a token, None if it was not made by us or is too old."""
    number = _unsigned(RETURN_SIGNER, token)
    rows = Return.objects.select_related("order__user", "label")
    return rows.filter(number=number).first() if number else None


def return_link(found: Return) -> str:
    """Return the full address of a return's page for its buyer, in the active language."""
    path = reverse("returns:show", args=[return_token(found)])
    return settings.KILN_BASE_URL.rstrip("/") + path


def _unsigned(signer: TimestampSigner, token: str) -> str:
    try:
        return signer.unsign(token, max_age=timedelta(days=settings.KILN_ORDER_LINK_DAYS))
    except BadSignature:
        return ""
