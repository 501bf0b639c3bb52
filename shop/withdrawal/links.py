"""Signed links of withdrawals: to the statement of an order, and to what was confirmed."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from shop.order.models import Order
from shop.withdrawal.models import Withdrawal

ORDER_SIGNER = TimestampSigner(salt="kiln.withdrawal.order")
RECEIPT_SIGNER = TimestampSigner(salt="kiln.withdrawal.receipt")


def statement_token(order: Order) -> str:
    """Return a token that opens the statement of an order for KILN_ORDER_LINK_DAYS days."""
    return ORDER_SIGNER.sign(order.number)


def order_of_token(token: str) -> Order | None:
    """Return the order of a statement's token, None if it was not made by us or is too old."""
    number = _unsigned(ORDER_SIGNER, token)
    return Order.objects.select_related("user").filter(number=number).first() if number else None


def receipt_token(withdrawal: Withdrawal) -> str:
    """Return a token that opens the page of a confirmed withdrawal."""
    return RECEIPT_SIGNER.sign(withdrawal.number)


def withdrawal_of_token(token: str) -> Withdrawal | None:
    """Return the withdrawal of a token, None if it was not made by us or is too old."""
    number = _unsigned(RECEIPT_SIGNER, token)
    rows = Withdrawal.objects.select_related("order", "outcome__returned", "declarant")
    return rows.filter(number=number).first() if number else None


def _unsigned(signer: TimestampSigner, token: str) -> str:
    try:
        return signer.unsign(token, max_age=timedelta(days=settings.KILN_ORDER_LINK_DAYS))
    except BadSignature:
        return ""
