"""What happens to an order after it was placed. Each locks its row and asks the table of moves."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.services import publish
from shop.order import redemptions
from shop.order.events import (
    OrderAuthorised,
    OrderCancelled,
    OrderDispatched,
    OrderPaid,
    OrderQuantitiesCancelled,
)
from shop.order.exceptions import ChangeRefusedError
from shop.order.models import WITH_CLASS, Line, Order
from shop.order.moves import require_move
from shop.order_statuses import (
    AUTHORISED,
    CANCELLED,
    COMPLETE,
    DISPATCHED,
    OPEN,
    PAID,
    PARTIALLY_DISPATCHED,
    PENDING_PAYMENT,
    UNFINISHED,
)
from shop.partner.exceptions import OutOfStock
from shop.shipping.deliveries import release_choice
from shop.stock import services as stock
from shop.stock.models import Warehouse
from shop.stock.queries import tracked_lines
from shop.user.models import User


@transaction.atomic
def cancel_order(order: Order, *, by: User | None = None, note: str = "") -> Order:
    """Cancel an order that has not gone out; a cancelled one is returned as it is.

    Effects in order: order and lines become Cancelled, what it had used of offers and vouchers
    can be used again, the pieces still allocated and the delivery day are free again, a note names the
    user `by` (`note` says why), `OrderCancelled` is published. Money already received is sent back by
    `shop.payments.services.cancel`, not here. Raises
    InvalidOrderStatus, and changes nothing, when the order has been dispatched.
    """
    locked = lock_order(order)
    if locked.status == CANCELLED:
        return _refresh(order, locked)
    require_move(locked, CANCELLED)
    locked.set_status(CANCELLED)
    redemptions.release(locked)  # guard: release-with-cancellation
    stock.cancel(locked)
    release_choice(locked)
    _note(locked, note or _("Order cancelled; its items are available again."), by=by)
    publish(OrderCancelled(order_id=locked.pk))
    return _refresh(order, locked)


@transaction.atomic
def mark_order_paid(order: Order, *, by: User | AnonymousUser | None = None) -> Order:
    """Note that the whole amount has arrived; an order noted as paid is returned as it is.

    Effects in order: an order that waits becomes Paid with its lines (one that has gone out keeps its
    status), what it has reserved of offers and vouchers is used, the payment sources are debited with what
    they still expect (gross, order's currency), `paid_at` is set, a note names the user `by`, `OrderPaid` is
    published. Raises InvalidOrderStatus, and changes nothing, for a cancelled order.
    """
    locked = lock_order(order)
    if locked.paid_at is not None:
        return _refresh(order, locked)
    if locked.status == CANCELLED:
        raise InvalidOrderStatus(_("The order is cancelled."))
    locked.paid_at = timezone.now()
    if locked.status in OPEN:
        require_move(locked, PAID)
        locked.set_status(PAID)
    locked.save(update_fields=["paid_at"])
    redemptions.confirm(locked)
    for source in locked.sources.all():
        missing = source.amount_allocated - source.amount_debited
        if missing > 0:
            source.debit(missing, reference=locked.number)
    _note(locked, _("Payment received."), by=by)
    publish(OrderPaid(order_id=locked.pk))
    return _refresh(order, locked)


@transaction.atomic
def authorise_order(order: Order, *, by: User | None = None, note: str = "") -> Order:
    """Let an order be packed before its money has come; any other than a waiting one stays as it is.

    The amount is held on a card until dispatch, or a company pays later. Order and lines
    become Authorised; `note` says why, in the name of `by`; `OrderAuthorised` is published. Raises
    InvalidOrderStatus when the ledger knows of no hold or promise.
    """
    locked = lock_order(order)
    if locked.status == PENDING_PAYMENT:
        require_move(locked, AUTHORISED)
        locked.set_status(AUTHORISED)
        _note(locked, note or _("Payment authorised."), by=by)
        publish(OrderAuthorised(order_id=locked.pk))
    return _refresh(order, locked)


@transaction.atomic
def await_payment(order: Order, *, note: str) -> Order:
    """Have an authorised order wait for its money again: the hold on it has lapsed.

    An order of another status stays as it is. `note` says why.
    """
    locked = lock_order(order)
    if locked.status == AUTHORISED:
        require_move(locked, PENDING_PAYMENT)
        locked.set_status(PENDING_PAYMENT)
        _note(locked, note, by=None)
    return _refresh(order, locked)


@transaction.atomic
def await_difference(order: Order, *, note: str) -> Order:
    """Have an order wait for money again, because it costs more now than what has come.

    One that is packed with its money held or here waits as if it were new; one that has gone out keeps its
    status. Neither counts as paid. `note` says why.
    """
    locked = lock_order(order)
    if locked.status in (AUTHORISED, PAID):
        require_move(locked, PENDING_PAYMENT)
        locked.set_status(PENDING_PAYMENT)
    if locked.paid_at is not None:
        locked.paid_at = None
        locked.save(update_fields=["paid_at"])
    _note(locked, note, by=None)
    return _refresh(order, locked)


@transaction.atomic
def dispatch_order(
    order: Order,
    *,
    pieces: Mapping[int, int] | None = None,
    warehouse: Warehouse | None = None,
    by: User | None = None,
) -> Order:
    """Note that pieces of an order have gone out; one that has gone out whole is returned as it is.

    `pieces` are how many of each line (by its key), from `warehouse` if one is named; None: all that is
    left. What needs no parcel (a gift card) counts as gone with the last piece that does. Order and lines
    become Dispatched, or Partially dispatched while others are to come, the pieces leave the shelf, a note
    names the user `by`, `OrderDispatched` is published once nothing is left. It is called by
    `shop.fulfilment.services` alone, which has collected a hold on a card before. Raises InvalidOrderStatus
    when the order may not go out or has not so many pieces left, InvalidStockAdjustment when the shelf does
    not have the pieces any more; nothing is changed then.
    """
    locked = lock_order(order)
    if locked.status == DISPATCHED:
        return _refresh(order, locked)
    lines = [line for line in locked.lines.select_related(*WITH_CLASS) if line.num_left]
    left = {line.pk: line.num_left for line in lines}
    going = left if pieces is None else {pk: number for pk, number in pieces.items() if number}
    others = [line for line in lines if going.get(line.pk, 0) < line.num_left]
    if not any(line.needs_shipping for line in others):
        going = {**going, **{line.pk: line.num_left for line in others}}
    status = DISPATCHED if going == left else PARTIALLY_DISPATCHED
    require_move(locked, status)
    _count_dispatched(going)
    locked.set_status(status)
    counted = {line.pk: going[line.pk] for line in tracked_lines(locked) if line.pk in going}
    stock.ship(locked, warehouse=warehouse, lines=None if pieces is None else counted, user=by)
    is_whole = status == DISPATCHED
    _note(locked, _("Order shipped.") if is_whole else _("Part of the order shipped."), by=by)
    if is_whole:
        publish(OrderDispatched(order_id=locked.pk))
    return _refresh(order, locked)


def _count_dispatched(going: Mapping[int, int]) -> None:
    """Count pieces of lines (by key) as gone out, if so many are left. Raises ChangeRefusedError."""
    for pk, number in sorted(going.items()):
        enough = Line.objects.filter(
            pk=pk,
            quantity__gte=F("num_cancelled") + F("num_dispatched") + number,  # guard: dispatch-pieces
        )
        if number < 0 or not enough.update(num_dispatched=F("num_dispatched") + number):
            raise ChangeRefusedError(_("The order does not have that many items left to ship."))


@transaction.atomic
def complete_order(order: Order, *, by: User | None = None) -> Order:
    """Close an order that has gone out; a closed one is returned as it is.

    Raises InvalidOrderStatus for any other, MoveForbiddenError when `by` may not.
    """
    locked = lock_order(order)
    if locked.status != COMPLETE:
        require_move(locked, COMPLETE, by=by)
        locked.set_status(COMPLETE)
        _note(locked, _("Order completed."), by=by)
    return _refresh(order, locked)


@transaction.atomic
def cancel_quantities(order: Order, pieces: Mapping[int, int]) -> None:
    """Let so many pieces of each line (by its key; none if not named) not be sent, as their money goes back.

    The caller holds the order's row. Pieces called off are free again; pieces that are to be sent after
    all are promised again, and stay called off, with a note, where they are sold meanwhile. What has
    gone out stays as it is; when nothing else is left, the order is Dispatched. Publishes
    `OrderQuantitiesCancelled` when anything changed.
    """
    if order.status not in UNFINISHED:
        return
    is_changed = False
    for line in order.lines.order_by("stockrecord_id", "pk"):
        change = min(pieces.get(line.pk, 0), line.quantity - line.num_dispatched) - line.num_cancelled
        if not change:
            continue
        try:
            with transaction.atomic():
                _change_cancelled(order, line, change)
                is_changed = True
        except OutOfStock:
            _note(
                order,
                _("%(title)s has been sold in the meantime and cannot be shipped.") % {"title": line.title},
                by=None,
            )
    if is_changed:
        publish(OrderQuantitiesCancelled(order_id=order.pk))
        finish_dispatch(order)


def finish_dispatch(order: Order) -> None:
    """Note a locked order as gone out of which some pieces have and no other is to be sent any more."""
    left = [line for line in order.lines.select_related(*WITH_CLASS) if line.num_left]
    if order.status != PARTIALLY_DISPATCHED or any(line.needs_shipping for line in left):
        return
    _count_dispatched({line.pk: line.num_left for line in left})
    require_move(order, DISPATCHED)
    order.set_status(DISPATCHED)
    _note(order, _("Order shipped; what was left has been cancelled."), by=None)
    publish(OrderDispatched(order_id=order.pk))


def _change_cancelled(order: Order, line: Line, change: int) -> None:
    as_read = Line.objects.filter(pk=line.pk, num_cancelled=line.num_cancelled)
    if not as_read.update(num_cancelled=line.num_cancelled + change):
        return
    if change > 0:
        stock.release_quantities(order, {line.pk: change})
    else:
        stock.reallocate(order, {line.pk: -change})


def lock_order(order: Order) -> Order:
    """Read an order anew and keep everybody else off it until the transaction ends.

    Its key stays: who only refers to it meanwhile (a delivery writes a row about it) waits for nobody, and
    a batch of those in another sequence cannot end in a deadlock.
    """
    return Order.objects.select_for_update(no_key=True).get(pk=order.pk)


def lock_orders(keys: Iterable[int]) -> list[Order]:
    """Read orders anew and hold them by their keys, in one sequence whoever comes."""
    rows = Order.objects.select_for_update(no_key=True).filter(pk__in=list(keys))
    return list(rows.order_by("pk"))


def _note(order: Order, message: str, *, by: Any) -> None:
    order.notes.create(user=by, message=message, note_type="System")


def _refresh(order: Order, locked: Order) -> Order:
    """Let the caller's object tell the truth, too."""
    order.status, order.paid_at = locked.status, locked.paid_at
    return order
