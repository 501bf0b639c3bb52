"""Applying a change exactly as it was shown, once, or refusing it because the world has moved."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.formats import format_money
from shop.order.events import OrderChanged
from shop.order.exceptions import MoveForbiddenError
from shop.order.models import Order
from shop.order.services import await_difference, cancel_quantities, lock_order
from shop.order_changes.buyers import buyers_problem
from shop.order_changes.exceptions import ChangeProblemsError, OrderMovedError
from shop.order_changes.goods import follow_goods
from shop.order_changes.models import OrderChange
from shop.order_changes.money import ORIGINAL, Settlement
from shop.order_changes.preview import Preview, preview
from shop.order_changes.proposals import Proposal, SetShippingAddress, proposals_as_json
from shop.order_changes.state import NOTHING, impersonal, read_state
from shop.order_changes.summary import summary_of
from shop.order_changes.writing import restock, write_state
from shop.order_statuses import CANCELLED, CHANGE, REFUND
from shop.partner.exceptions import OutOfStock
from shop.payments.ledger import mark_paid_if_settled
from shop.payments.methods import payment_methods
from shop.payments.models import PaymentAttempt, Refund, RefundLine, WriteOff
from shop.payments.queries import balance_of, cancelled_quantities, held_on, open_attempt_of
from shop.payments.refunds import check_destination, send_refunds, write_refunds
from shop.payments.services import call_off, require_no_online_attempt, void_online_attempt
from shop.payments.states import AttemptState, RefundDestination
from shop.trade_credit.changes import take_change
from shop.trade_credit.exceptions import CreditRefusedError
from shop.user.models import User


def apply_change(
    order: Order,
    proposals: Sequence[Proposal],
    *,
    fingerprint: str,
    key: str,
    by: User | AnonymousUser | None = None,
    settlement: Settlement = ORIGINAL,
    reason: str = "",
    buyer: User | None = None,
    is_buyers: bool = False,
) -> OrderChange:
    """Apply exactly the preview that `fingerprint` names, once per `key`: again returns its change.

    With `is_buyers` the buyer changes their own order, which nobody may have begun to pick. `by` is the
    member of staff, whose rights are asked; None: the buyer (`buyer`, if they have an account) or the
    system. Never inside a transaction, as a provider may be asked. Effects in order: a payment that was
    begun over another amount is voided at the provider; then in one transaction, the order's row locked:
    the order's state, its stock, what is set off or given back and the pieces' rows, its status (it waits
    for a difference; it is paid when nothing is due), the `OrderChange`, a note, `OrderChanged` (and what
    cancelling publishes); then the refunds are sent.

    Raises OrderMovedError when the preview would be another now, ChangeProblemsError when it cannot be done,
    MoveForbiddenError without the right, PaymentInProgressError, RefundRefusedError, GatewayError; nothing is
    changed then, but that an open payment may have been voided.
    """
    done = find_change(order, key)
    if done is not None:
        return done
    seen = preview(order, proposals, by=by)
    _require(seen, fingerprint)
    _require_rights(seen, by)
    if _voids_payment(order, seen):
        void_online_attempt(order)
    try:
        with transaction.atomic():
            locked = lock_order(order)  # guard: change-lock
            done = find_change(locked, key)  # guard: change-once
            if done is not None:
                return done
            seen = preview(locked, proposals, by=by)
            _require(seen, fingerprint)  # guard: change-fingerprint
            if is_buyers and (problem := buyers_problem(locked)):  # guard: change-unpicked
                raise OrderMovedError(problem)
            if _voids_payment(locked, seen):
                require_no_online_attempt(locked)
            change, refunds = _apply(
                locked, seen, proposals, key=key, by=by, settlement=settlement, reason=reason, buyer=buyer
            )
    except OutOfStock as error:
        raise OrderMovedError(str(error)) from error
    send_refunds(refunds)
    order.refresh_from_db()
    return change


def find_change(order: Order, key: str) -> OrderChange | None:
    """Return what a request has become; None: it was not made."""
    return OrderChange.objects.filter(order=order, key=key).first()


def _require(seen: Preview, fingerprint: str) -> None:
    if seen.fingerprint != fingerprint:
        raise OrderMovedError(
            _("Something has changed since you looked at the preview. Please check it again.")
        )
    if seen.problems:
        raise ChangeProblemsError(seen.problems)


def _require_rights(seen: Preview, by: User | AnonymousUser | None) -> None:
    if by is None:
        return
    rights = [CHANGE, REFUND] if seen.refund else [CHANGE]
    if not by.has_perms(rights):
        raise MoveForbiddenError(_("You do not have permission to do this."))


def _voids_payment(order: Order, seen: Preview) -> bool:
    """Tell whether what the buyer has begun to pay, or what is held on a card, no longer fits."""
    attempt = open_attempt_of(order)
    if attempt is None:
        return False
    return seen.after.is_cancelled or not is_enough(attempt, seen.money.outstanding)


def is_enough(attempt: PaymentAttempt, due: Decimal) -> bool:
    """Tell whether an open payment still fits what is due: of what is held on a card less can be taken."""
    if attempt.state == AttemptState.AUTHORISED:
        return 0 < due <= held_on(attempt)
    return attempt.amount == due


def _apply(
    order: Order,
    seen: Preview,
    proposals: Sequence[Proposal],
    *,
    key: str,
    by: User | AnonymousUser | None,
    settlement: Settlement,
    reason: str,
    buyer: User | None,
) -> tuple[OrderChange, list[Refund]]:
    """Do what a preview says with a locked order; the refunds have still to be sent."""
    who = by if isinstance(by, User) else None
    text = summary_of(seen)
    if seen.after.is_cancelled:
        call_off(
            order, by=who or buyer, note=_("Order cancelled: %(why)s") % {"why": reason} if reason else ""
        )
    else:
        write_state(order, seen.before, seen.after)
    name = f"{order.number}-change-{OrderChange.objects.filter(order=order).count() + 1}"
    refunds = _settle(order, seen, settlement, name=name, reason=reason or text, by=who)
    restock(order, seen.credits, user=who, reason=reason or text)
    if not seen.after.is_cancelled:
        follow_money(order, by=who)
        follow_goods(order)
        _take_credit(order, by)
    order.refresh_from_db()
    to_original, to_credit = settlement.split(seen.refund)
    kinds = OrderChange.Settlement
    change = OrderChange.objects.create(
        order=order,
        key=key,
        reason=reason[:255],
        proposals=proposals_as_json(proposals),
        before=seen.before.as_json(),
        after=read_state(order).as_json(),
        credits=[
            {
                "line_id": credit.line_id,
                "title": credit.title,
                "quantity": credit.quantity,
                "amount": str(credit.amount),
                "kept": str(credit.kept),
                "disposition": credit.disposition,
            }
            for credit in seen.credits
        ],
        settlement=(kinds.ORIGINAL if not to_credit else kinds.SPLIT if to_original else kinds.STORE_CREDIT),
        currency=order.currency,
        difference=seen.money.difference,
        due=seen.due,
        refunded=seen.refund,
        summary=text[:255],
        received_then=str(balance_of(order).received),
        by=who or buyer,
    )
    _tell(order, change, seen, text, who=who or buyer)
    return change, refunds


def _take_credit(order: Order, by: User | AnonymousUser | None) -> None:
    """Take what is added off the company's limit. Raises OrderMovedError: others have used it meanwhile."""
    try:
        take_change(order, by=by)  # guard: change-within-limit
    except CreditRefusedError as refusal:
        raise OrderMovedError(str(refusal)) from refusal


def _tell(order: Order, change: OrderChange, seen: Preview, text: str, *, who: User | None) -> None:
    message = f"{text} {change.reason}".strip()
    order.notes.create(user=who, note_type="System", message=message)
    net = seen.after.total_net - seen.before.total_net
    publish(
        OrderChanged(
            order_id=order.pk,
            change_id=change.pk,
            difference=str(seen.money.difference),
            difference_excl_tax=str(net),
            kinds=change.kinds,
        )
    )


def _settle(
    order: Order, seen: Preview, settlement: Settlement, *, name: str, reason: str, by: User | None
) -> list[Refund]:
    """Write down what is set off, what goes back and for which pieces."""
    set_off = _set_off(order, seen, name=name, reason=reason, by=by)
    refunds: list[Refund] = []
    excess = seen.money.excess
    parts = zip(RefundDestination, settlement.split(seen.refund), strict=True)
    for destination, amount in parts:
        if amount:
            check_destination(order, destination)
            part = min(excess, amount)
            refunds += write_refunds(
                order,
                key=f"{name}-{destination}",
                amount=amount,
                excess=part,
                destination=destination,
                reason=reason,
                by=by,
            )
            excess -= part
    _write_pieces(seen, refund=refunds[0] if refunds else None, set_off=set_off)
    if not seen.after.is_cancelled:
        cancel_quantities(order, cancelled_quantities(order))
    return refunds


def _set_off(order: Order, seen: Preview, *, name: str, reason: str, by: User | None) -> WriteOff | None:
    if not seen.money.set_off:
        return None
    return WriteOff.objects.create(
        order=order,
        key=name,
        kind=WriteOff.Kind.CREDIT,
        amount=seen.money.set_off,
        currency=order.currency,
        reason=reason[:255],
        by=by,
    )


def _write_pieces(seen: Preview, *, refund: Refund | None, set_off: WriteOff | None) -> None:
    """Note the pieces that came back: at the refund, at what was set off, or alone where a fee keeps all.

    What had been paid too much and goes back with them is not for them.
    """
    if not seen.money.refund - seen.money.excess:
        refund = None
    counted: dict[int, int] = {}
    money: dict[int, tuple[Decimal, Decimal]] = {}
    for credit in seen.credits:
        amount, kept = money.get(credit.line_id, (NOTHING, NOTHING))
        counted[credit.line_id] = counted.get(credit.line_id, 0) + credit.quantity
        money[credit.line_id] = (amount + credit.amount, kept + credit.kept)
    for line_id, quantity in counted.items():
        RefundLine.objects.create(
            refund=refund,
            write_off=None if refund else set_off,
            line_id=line_id,
            quantity=quantity,
            returned=quantity,
            amount=money[line_id][0],
            kept=money[line_id][1],
        )


def follow_money(order: Order, *, by: User | None) -> None:
    """Let the order wait for what is due now, or be paid when nothing is."""
    due = balance_of(order).outstanding
    source = order.sources.first()
    if source is not None:
        order.sources.filter(pk=source.pk).update(amount_allocated=order.total_incl_tax)
    if order.status == CANCELLED:
        return
    if not due:
        mark_paid_if_settled(order, by=by)
        return
    offline = [code for code, method in payment_methods().items() if not method.is_online]
    attempts = PaymentAttempt.objects.filter(order=order, method__in=offline)
    promises = attempts.filter(state=AttemptState.AUTHORISED)
    if promises.update(amount=due):
        return
    if order.paid_at is not None:
        note = _("%(amount)s more is due after a change of the order.")
        await_difference(order, note=note % {"amount": format_money(due, order.currency)})


def forget_addresses(order_ids: Collection[int]) -> None:
    """Take the addresses, and who is reached there, out of what is kept of changes of orders."""
    for change in OrderChange.objects.filter(order__in=order_ids):
        change.proposals = [
            {"kind": each["kind"]} if each["kind"] == SetShippingAddress.kind else each
            for each in change.proposals
            if isinstance(each, dict)
        ]
        change.before, change.after = (impersonal(state) for state in (change.before, change.after))
        change.save(update_fields=["proposals", "before", "after"])
