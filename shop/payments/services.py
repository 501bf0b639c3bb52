"""Being paid: starting a payment, looking how it went, collecting, dispatching, calling off.

The provider is asked outside any transaction; before each call the intention is written down,
after it the answer is booked. Whatever crashes in between is found by the reconciliation.
"""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.money import is_payable
from shop.order.models import Order
from shop.order.moves import require_move
from shop.order.services import cancel_order, lock_order
from shop.order_statuses import CANCELLED, DISPATCHED, PENDING_PAYMENT
from shop.payments.exceptions import NotPayableError, PaymentInProgressError
from shop.payments.gateways import PaymentData
from shop.payments.ledger import book_payment
from shop.payments.methods import STORED_VALUES, PaymentMethod, main_source_first, payment_methods
from shop.payments.models import PaymentAttempt
from shop.payments.queries import balance_of, held_on, keeps_money, open_attempt_of, waits_for_money
from shop.payments.refund_effects import take_all_value
from shop.payments.refunds import refund_everything, send_refunds
from shop.payments.states import AttemptState
from shop.user.models import User

# A payment that ended at the provider while we looked away is begun anew, once.
TRIES = 2


def start_payment(order: Order, method: PaymentMethod) -> tuple[PaymentAttempt, PaymentData]:
    """Begin or resume the payment of an order; returns the attempt and how it stands.

    Called again (a second tab, a reload, a crash) it finds the same payment. An open payment by
    another method is called off first. Raises NotPayableError when the order does not wait for
    money (any more), GatewayError when the provider cannot be asked.
    """
    for _try in range(TRIES):
        other = open_attempt_of(order)
        if other is not None and not _is_same(other, order, method):
            void_attempt(other)
        attempt = _claim_attempt(order, method)
        if attempt.reference:
            fact = method.gateway.status(attempt.reference)
        else:
            fact = method.gateway.authorise(attempt)
        book_payment(attempt, fact)
        if attempt.state != AttemptState.CANCELLED:
            return attempt, fact
    raise NotPayableError(_("The payment was cancelled. Please try again."))


def _is_same(attempt: PaymentAttempt, order: Order, method: PaymentMethod) -> bool:
    return attempt.method == method.code and attempt.amount == balance_of(order).outstanding


@transaction.atomic
def _claim_attempt(order: Order, method: PaymentMethod) -> PaymentAttempt:
    """Return the order's open attempt, or write a new one down before the provider is asked.

    The first key is the order's number; another is needed only when that payment has ended.
    """
    locked = lock_order(order)  # guard: attempt-lock
    if not waits_for_money(locked):
        raise NotPayableError(_("This order is not awaiting payment."))
    found = open_attempt_of(locked)
    if found is not None and not _is_same(found, locked, method):
        raise NotPayableError(_("Another payment of this order is in progress."))
    if found is not None:
        return found
    tried = PaymentAttempt.objects.filter(order=locked).count()
    set_method(locked, method)
    return PaymentAttempt.objects.create(
        order=locked,
        method=method.code,
        key=f"{locked.number}-{tried + 1}" if tried else locked.number,
        amount=balance_of(locked).outstanding,
        currency=locked.currency,
    )


def set_method(order: Order, method: PaymentMethod) -> None:
    """Note by which method an order is to be paid."""
    source = main_source_first(order.sources.select_related("source_type")).first()
    if source is None:
        return
    if source.source_type.code in STORED_VALUES:  # all was paid by stored value, and something is due again
        due = balance_of(order).outstanding
        new = method.source_for(order_number=order.number, total=due, currency=order.currency)
        new.order = order
        new.save()
    elif source.source_type.code != method.code:
        source.source_type = method.source_type()
        source.save(update_fields=["source_type"])


def choose_method(order: Order, method: PaymentMethod) -> Order:
    """Let the buyer pay by another method: an open payment by another one is called off first.

    Returns the order as it is then: it may have been paid meanwhile. Raises
    PaymentUnderWayError while a payment is being processed, GatewayError.
    """
    other = open_attempt_of(order)
    if other is not None and other.method != method.code:
        void_attempt(other)
    with transaction.atomic():
        locked = lock_order(order)
        if waits_for_money(locked) and open_attempt_of(locked) is None:
            set_method(locked, method)
    return locked


def check_payment(order: Order) -> Order:
    """Ask how the order's open payment stands and book it; returns the order as it is now.

    The browser's return, the page itself and the reconciliation all come here. Raises
    GatewayError when the provider cannot be asked.
    """
    attempt = open_attempt_of(order)
    if attempt is None:
        order.refresh_from_db()
        return order
    return check_attempt(attempt)


def check_attempt(attempt: PaymentAttempt) -> Order:
    """Ask how one attempt stands and book it; one that never reached the provider is asked for now."""
    gateway = payment_methods()[attempt.method].gateway
    fact = gateway.status(attempt.reference) if attempt.reference else gateway.authorise(attempt)
    return book_payment(attempt, fact)


def void_attempt(attempt: PaymentAttempt) -> Order:
    """Make sure that no money can come by an attempt any more, or book that it has come.

    Raises PaymentUnderWayError while the provider is processing it: wait and see.
    """
    gateway = payment_methods()[attempt.method].gateway
    reference = attempt.reference or gateway.authorise(attempt).reference
    order = book_payment(attempt, gateway.void(reference))
    if attempt.state == AttemptState.PROCESSING:
        raise PaymentInProgressError(_("A payment of this order is being processed."))
    return order


def capture(order: Order) -> Order:
    """Collect the amount that is held on a card, no more than is due; without a hold the order is returned.

    Raises GatewayError.
    """
    attempt = open_attempt_of(order)
    if attempt is None or attempt.state != AttemptState.AUTHORISED or not attempt.reference:
        order.refresh_from_db()
        return order
    method = payment_methods()[attempt.method]
    # Not by the setting, which may have changed since: what is held is lost when it is not collected.
    if not method.is_online:
        return order
    due = balance_of(order).outstanding
    part = due if 0 < due < held_on(attempt) else None
    return book_payment(attempt, method.gateway.capture(attempt.reference, amount=part))


def capture_part(order: Order, amount: Decimal, *, key: str, by: User | None = None) -> Order:
    """Collect a part of the amount that is held on a card (gross, order's currency), once per `key`.

    Where the card allows several, the rest stays held; otherwise it is released and is due, so that the
    order waits for it again. A note names who did it. Raises NotPayableError for nothing, or more than
    is held, GatewayError.
    """
    attempt = open_attempt_of(order)
    held = held_on(attempt) if attempt is not None and _is_online(attempt) else Decimal(0)
    if attempt is None or not held:
        raise NotPayableError(_("Nothing is held on a card for this order."))
    if not 0 < amount <= held or not is_payable(amount, order.currency):
        text = _("Enter an amount up to %(held)s.")
        raise NotPayableError(text % {"held": format_money(held, order.currency)})
    # With a part collected before, the same key again may name just the rest: the provider knows the key.
    if amount == held and not attempt.charges.filter(amount_captured__gt=0).exists():  # guard: part-again
        return capture(order)
    gateway, reference = payment_methods()[attempt.method].gateway, attempt.reference or ""
    fact = gateway.capture_part(reference, amount, currency=order.currency, key=key)
    booked = book_payment(attempt, fact)
    if held_on(attempt) != held:  # the same key again has collected nothing more
        told = {"amount": format_money(amount, order.currency)}
        booked.notes.create(user=by, note_type="System", message=_("Captured in part: %(amount)s.") % told)
    return booked


def collect_for_dispatch(order: Order, *, by: User | None = None) -> Order:
    """Collect all that is held of an order of which pieces are about to go out; it is returned as it is now.

    The first shipment collects the whole amount: a hold lapses within days, and most providers release
    what a first collection leaves. Raises InvalidOrderStatus when the hold has lapsed or the order may not
    go out (its kind MoveForbiddenError when the person `by` may not), GatewayError; nothing is collected
    for an order that may not go out.
    """
    order.refresh_from_db(fields=["status", "paid_at"])
    require_move(order, DISPATCHED, by=by)
    return capture(order)


def cancel(order: Order, *, by: User | None = None, unless_paid: bool = False) -> Order:
    """Call an order off: no money can come any more, what has come goes back, the pieces are free.

    Effects in order: the open payment is voided at the provider (if it succeeded meanwhile, that
    is booked), the order is cancelled and refunds of all money kept are written down in one
    transaction, then they are sent. With `unless_paid` (unpaid orders that expire) an order for
    which money has come or is held is left as it is. Raises InvalidOrderStatus when it has gone out (its
    kind MoveForbiddenError when the person `by` may not cancel, or may not send money back and some has
    come), PaymentUnderWayError, GatewayError, PaymentError where a gift card of it is used up in part;
    nothing is cancelled then.
    """
    order.refresh_from_db(fields=["status"])
    if order.status != CANCELLED:
        require_move(order, CANCELLED, by=by)
    void_online_attempt(order)  # guard: void-before-cancel
    with transaction.atomic():
        locked = lock_order(order)  # guard: cancel-lock
        is_wanted = locked.status != PENDING_PAYMENT or keeps_money(locked)
        if unless_paid and is_wanted:  # guard: unless-paid
            return locked
        require_no_online_attempt(locked)  # guard: no-open-attempt
        if locked.status != CANCELLED:
            require_move(locked, CANCELLED, by=by)  # guard: cancel-right
        call_off(locked, by=by)
        refunds = refund_everything(locked, by=by, reason=_("The order was cancelled."))
    send_refunds(refunds)
    order.status = locked.status
    return order


def call_off(order: Order, *, by: User | None = None, note: str = "") -> None:
    """Cancel a locked order and end its promises; what has come is sent back by the caller.

    Raises PaymentError where a gift card of it is used up in part.
    """
    take_all_value(order)  # guard: cancel-takes-value
    cancel_order(order, by=by, note=note)
    open_ones = PaymentAttempt.objects.filter(order=order, state__in=AttemptState.open())
    open_ones.update(state=AttemptState.CANCELLED)


def void_online_attempt(order: Order) -> None:
    """Make sure that no money can come by what the buyer has begun at a provider.

    Never inside a transaction. Raises PaymentInProgressError, GatewayError.
    """
    attempt = open_attempt_of(order)
    if attempt is not None and _is_online(attempt):
        void_attempt(attempt)


def require_no_online_attempt(order: Order) -> None:
    """Raise PaymentInProgressError when the buyer of a locked order has begun a payment at a provider."""
    attempt = open_attempt_of(order)
    if attempt is not None and _is_online(attempt):
        raise PaymentInProgressError(_("The buyer has just begun another payment."))


def _is_online(attempt: PaymentAttempt) -> bool:
    return payment_methods()[attempt.method].is_online
