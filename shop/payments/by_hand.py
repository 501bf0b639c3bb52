"""Money that people have seen: a transfer, cash, a cheque."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.order.models import Order
from shop.order.services import lock_order
from shop.order.statuses import CANCELLED
from shop.payments.ledger import refresh_source, settle
from shop.payments.methods import payment_methods
from shop.payments.models import Charge, PaymentAttempt
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.services import void_attempt
from shop.payments.states import AttemptState, ChargeState

BANK = "bank-transfer"


@transaction.atomic
def book_transfer(
    order: Order, *, amount: Decimal, reference: str, label: str = "", by: Any = None
) -> Charge:
    """Write down money that came by transfer, once per reference; the order is paid when it suffices.

    Gross, in the order's currency; more or less than the total is written down as it is. Money for
    a cancelled order is written down, too, and can be sent back.
    """
    locked = lock_order(order)  # guard: transfer-lock
    charge, _is_new = Charge.objects.get_or_create(
        reference=reference,
        defaults={
            "order": locked,
            "method": BANK,
            "amount": amount,
            "amount_captured": amount,
            "currency": locked.currency,
            "state": ChargeState.SUCCEEDED,
            "label": label[:80],
        },
    )
    refresh_source(locked)
    settle(locked, by=by)
    if locked.paid_at is not None:
        # A promise on account has been kept.
        PaymentAttempt.objects.filter(
            order=locked, method__in=_offline_methods(), state=AttemptState.AUTHORISED
        ).update(state=AttemptState.SUCCEEDED)
    order.status, order.paid_at = locked.status, locked.paid_at
    return charge


def note_money(order: Order, *, by: Any = None) -> Order:
    """Note that all that was missing has come, in whatever way; a paid order is returned as it is.

    An open card payment is voided first, so that nobody pays twice. Raises InvalidOrderStatus
    for a cancelled order, PaymentUnderWayError, GatewayError.
    """
    attempt = open_attempt_of(order)
    if attempt is not None and attempt.method not in _offline_methods():
        void_attempt(attempt)
    with transaction.atomic():
        # A statement may be booking the same money just now: what is missing is asked behind it.
        locked = lock_order(order)
        if locked.status == CANCELLED:
            raise InvalidOrderStatus(_("The order is cancelled."))
        missing = balance_of(locked).outstanding
        if missing and locked.paid_at is None:
            book_transfer(
                locked,
                amount=missing,
                reference=f"{order.number}-by-hand-{missing}",
                label=_("noted by hand"),
                by=by,
            )
    order.refresh_from_db()
    return order


def _offline_methods() -> list[str]:
    return [code for code, method in payment_methods().items() if not method.is_online]
