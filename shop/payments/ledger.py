"""Writing down what a provider says: the one door between its facts and an order's status.

Every booking locks the order's row, so that the browser's return, a webhook, the reconciliation
and staff come one after the other, and finds what is known by its reference, so that the same
data told twice changes nothing. Facts may be old when they arrive: a state only moves forward.
"""

import logging
from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Round
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.money import MoneySum
from shop.order.models import Order
from shop.order.services import (
    authorise_order,
    await_payment,
    cancel_order,
    cancel_quantities,
    lock_order,
    mark_order_paid,
)
from shop.order_statuses import CANCELLED, OPEN
from shop.payments.events import DisputeOpened, OrderRefunded, PaymentFailed, PaymentReceived
from shop.payments.gateways import ChargeData, DisputeData, PaymentData, RefundData
from shop.payments.methods import STORED_VALUES, main_source_first, payment_methods
from shop.payments.models import Charge, Dispute, PaymentAttempt, Refund
from shop.payments.queries import NOTHING, balance_of, cancelled_quantities, open_attempt_of
from shop.payments.refund_effects import give_value_back
from shop.payments.states import AttemptState, ChargeState, DisputeState, RefundState
from shop.user.models import User

logger = logging.getLogger(__name__)

FINAL = (AttemptState.SUCCEEDED, AttemptState.CANCELLED)
ERROR_LENGTH = 255


@transaction.atomic
def book_payment(attempt: PaymentAttempt, data: PaymentData) -> Order:
    """Write down how a payment stands, and let the order follow.

    Effects in order: the attempt's state and reference, its charges (a new refusal publishes
    `PaymentFailed`), the payment source's sums, then the order: Paid with `OrderPaid` when the
    whole amount has come, Authorised while it is held, waiting again when a hold has lapsed.
    A cancelled order keeps its status; its money is found by the reconciliation. Returns the
    order as it is now.
    """
    order = lock_order(attempt.order)  # guard: booking-lock
    current = PaymentAttempt.objects.get(pk=attempt.pk)
    _move_on(current, data)
    attempt.state, attempt.reference, attempt.error = current.state, current.reference, current.error
    book_charges(order, current, data.charges)
    _settle(order, current)
    return order


def _move_on(attempt: PaymentAttempt, data: PaymentData) -> None:
    is_step_back = attempt.state == AttemptState.AUTHORISED and data.state not in FINAL
    if attempt.state not in FINAL and not is_step_back:  # guard: booking-forward
        attempt.state = data.state
        attempt.error = data.error[:ERROR_LENGTH]
    attempt.reference = attempt.reference or data.reference
    attempt.checked_at = timezone.now()
    attempt.save(update_fields=["state", "error", "reference", "checked_at"])


def book_charges(order: Order, attempt: PaymentAttempt | None, facts: Iterable[ChargeData]) -> None:
    """Write down the charges of an order whose row the caller has locked."""
    known = {charge.reference: charge for charge in Charge.objects.filter(order=order)}
    for data in facts:
        charge = known.get(data.reference)  # guard: charge-once
        if charge is None:
            _add_charge(order, attempt, data)
        else:
            _update_charge(charge, data)
    refresh_source(order)


def _add_charge(order: Order, attempt: PaymentAttempt | None, data: ChargeData) -> None:
    charge = Charge.objects.create(
        order=order,
        attempt=attempt,
        method=attempt.method if attempt else "",
        reference=data.reference,
        amount=data.amount,
        amount_captured=data.amount_captured,
        currency=order.currency,
        state=data.state,
        label=data.label[:80],
        error=data.error[:ERROR_LENGTH],
        error_code=data.error_code[:80],
    )
    if data.state == ChargeState.FAILED:
        publish(PaymentFailed(order_id=order.pk, charge_id=charge.pk))
    if charge.amount_captured > 0:
        publish(PaymentReceived(order_id=order.pk, charge_id=charge.pk))


def _update_charge(charge: Charge, data: ChargeData) -> None:
    failed_now = data.state == ChargeState.FAILED != charge.state
    if charge.state in (ChargeState.SUCCEEDED, ChargeState.FAILED, ChargeState.RELEASED):
        return
    charge.state = data.state
    had = charge.amount_captured
    charge.amount_captured = max(charge.amount_captured, data.amount_captured)
    charge.error, charge.error_code = data.error[:ERROR_LENGTH], data.error_code[:80]
    charge.save(update_fields=["state", "amount_captured", "error", "error_code"])
    if failed_now:
        publish(PaymentFailed(order_id=charge.order_id, charge_id=charge.pk))
    if charge.amount_captured > had:
        publish(PaymentReceived(order_id=charge.order_id, charge_id=charge.pk))


def refresh_source(order: Order) -> None:
    """Let Oscar's payment sources, which its reports read, say what the ledger says."""
    sources = list(main_source_first(order.sources.select_related("source_type")))
    sent = order.refunds.filter(state=RefundState.SUCCEEDED)
    stored = [source for source in sources if source.source_type.code in STORED_VALUES]
    received, returned = balance_of(order).received, sent.aggregate(sum=MoneySum("amount"))["sum"]
    for source in stored:
        code = source.source_type.code
        charges = order.charges.filter(method=code)
        source.amount_debited = charges.aggregate(sum=MoneySum("amount_captured"))["sum"]
        source.amount_refunded = sent.filter(charge__method=code).aggregate(sum=MoneySum("amount"))["sum"]
        received, returned = received - source.amount_debited, returned - source.amount_refunded
    if sources and sources[0] not in stored:
        # Whatever else came is noted at the method chosen, also money that staff noted by hand.
        sources[0].amount_debited, sources[0].amount_refunded = received, returned
    for source in sources:
        source.save(update_fields=["amount_debited", "amount_refunded"])


def mark_paid_if_settled(order: Order, *, by: User | AnonymousUser | None = None) -> None:
    """Note a locked order as paid when nothing is due of it (any more): one that costs nothing is, too.

    Promises to pay it later are kept then.
    """
    if balance_of(order).outstanding or order.status == CANCELLED:
        return
    mark_order_paid(order, by=by)
    order.refresh_from_db(fields=["status", "paid_at"])
    offline = [code for code, method in payment_methods().items() if not method.is_online]
    promises = PaymentAttempt.objects.filter(order=order, method__in=offline, state=AttemptState.AUTHORISED)
    promises.update(state=AttemptState.SUCCEEDED)


def _settle(order: Order, attempt: PaymentAttempt) -> None:
    mark_paid_if_settled(order)
    if order.paid_at is not None or order.status == CANCELLED:
        return
    if attempt.state == AttemptState.AUTHORISED:
        authorise_order(order, note=_("Payment authorised; it is captured when the order ships."))
    elif attempt.state == AttemptState.CANCELLED:
        await_payment(order, note=_("The authorisation has been released."))
    elif attempt.state == AttemptState.SUCCEEDED:
        # Collected in part only: the hold on the rest is gone, and the rest is due.
        await_payment(order, note=_("Partially captured; the rest is still due."))
    order.refresh_from_db(fields=["status"])


@transaction.atomic
def book_refund(data: RefundData, *, refund: Refund | None = None) -> Refund | None:
    """Write down how a refund stands: one of ours, or one made in the provider's dashboard.

    `OrderRefunded` is published when the money has gone, once. What was refused is kept again, and its
    pieces are sent after all; an order of which nothing is kept, or nothing is left to send, is called
    off. A refund of a charge that is not ours is not for us: None is returned.
    """
    charge = refund.charge if refund else Charge.objects.filter(reference=data.charge).first()
    if charge is None and (ours := _find_refund(data, None)):
        charge = ours.charge  # a share of what the provider has as one charge: only the refund says whose
    if charge is None:
        return None
    order = lock_order(charge.order)  # guard: refund-booking-lock
    row = _find_refund(data, refund)
    if row is None:
        row = Refund(
            order=order,
            charge=charge,
            key=data.reference,
            amount=data.amount,
            excess=min(data.amount, balance_of(order).overpaid),
            currency=order.currency,
        )
        add_refunded(charge, row.amount)
    was = RefundState(row.state)
    row.state = _refund_state(was, data.state)
    row.reference = data.reference or row.reference
    row.error = data.error[:ERROR_LENGTH]
    is_gone = row.state == RefundState.SUCCEEDED and was != RefundState.SUCCEEDED  # guard: refund-told-once
    if is_gone:
        row.done_at = timezone.now()
    row.save()
    _follow_refund(order, row, was=was)
    if is_gone:
        publish(OrderRefunded(order_id=order.pk, refund_id=row.pk))
    return row


def _refund_state(was: RefundState, told: RefundState) -> RefundState:
    """Move forward only: what failed stays so, and what has gone can only come back."""
    if was == RefundState.FAILED or (was == RefundState.SUCCEEDED and told != RefundState.FAILED):
        return was
    return told


def _follow_refund(order: Order, row: Refund, *, was: RefundState) -> None:
    """Let charge, source and order follow a refund that was just booked."""
    if row.state == RefundState.FAILED and was != RefundState.FAILED:
        add_refunded(row.charge, -row.amount)
        cancel_quantities(order, cancelled_quantities(order))
        if order.status != CANCELLED:
            for given_up in row.lines.select_related("line__order"):
                give_value_back(given_up.line, given_up.quantity)  # guard: failed-refund-gives-value
    refresh_source(order)
    if row.state in RefundState.accepted():
        _cancel_if_all_returned(order)


def add_refunded(charge: Charge, amount: Decimal) -> None:
    """Count money as gone back of a charge; negative: it stays. The provider has decided."""
    returned = Round(F("amount_refunded") + amount, precision=2)
    Charge.objects.filter(pk=charge.pk).update(amount_refunded=Greatest(returned, NOTHING))


def _cancel_if_all_returned(order: Order) -> None:
    """Cancel a locked order that has not gone out when all its money, or all its pieces, have gone back."""
    if order.status not in OPEN or open_attempt_of(order) is not None:
        return
    is_empty = not any(line.num_to_send for line in order.lines.all())
    is_unpaid_again = order.paid_at is not None and order.total_incl_tax and balance_of(order).kept <= 0
    if is_empty or is_unpaid_again:
        cancel_order(order, note=_("Fully refunded; nothing will be shipped."))


def _find_refund(data: RefundData, refund: Refund | None) -> Refund | None:
    """Find the row: the one at hand, the one with this reference, or by the key that we sent along."""
    if refund is not None:
        return Refund.objects.get(pk=refund.pk)
    found = Refund.objects.filter(reference=data.reference).first()
    if found is None and data.key:
        found = Refund.objects.filter(key=data.key).first()
    return found


@transaction.atomic
def book_dispute(data: DisputeData) -> Dispute | None:
    """Write down how a dispute stands; a new one publishes `DisputeOpened`. None: not our charge."""
    charge = Charge.objects.filter(reference=data.charge).first()
    if charge is None:
        return None
    order = lock_order(charge.order)  # guard: dispute-lock
    told = {
        "amount": data.amount,
        "currency": data.currency,
        "reason": data.reason[:80],
        "state": data.state,
        "due_at": data.due_at,
        "opened_at": data.opened_at,
    }
    dispute, is_new = Dispute.objects.update_or_create(
        reference=data.reference, defaults=told, create_defaults={"charge": charge, **told}
    )
    if is_new:
        order.notes.create(
            note_type="System", message=_("The buyer disputes a charge: %(why)s.") % {"why": data.reason}
        )
        publish(DisputeOpened(order_id=order.pk, dispute_id=dispute.pk))
    if dispute.state == DisputeState.LOST:
        _book_lost(order, dispute)
    return dispute


def _book_lost(order: Order, dispute: Dispute) -> None:
    """Count what a lost dispute took as gone back, once: `OrderRefunded` tells all who earned by it."""
    charge = Charge.objects.get(pk=dispute.charge_id)
    amount = min(dispute.amount, charge.amount_captured - charge.amount_refunded)
    if amount <= 0 or Refund.objects.filter(dispute=dispute).exists():
        return
    refund = Refund.objects.create(
        order=order,
        charge=charge,
        dispute=dispute,
        key=f"dispute-{dispute.reference}"[:120],
        reference=f"dispute-{dispute.reference}"[:120],
        amount=amount,
        currency=order.currency,
        state=RefundState.SUCCEEDED,
        reason=_("The dispute is lost."),
        done_at=timezone.now(),
    )
    add_refunded(charge, amount)
    order.notes.create(note_type="System", message=_("The dispute is lost; the amount has been debited."))
    _follow_refund(order, refund, was=RefundState.REQUESTED)
    publish(OrderRefunded(order_id=order.pk, refund_id=refund.pk))
