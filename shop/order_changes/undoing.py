"""Taking a change back, as long as neither goods nor money have moved because of it or since."""

from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.order.events import OrderChanged
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_changes.exceptions import OrderMovedError
from shop.order_changes.goods import follow_goods
from shop.order_changes.models import OrderChange
from shop.order_changes.services import follow_money, is_enough
from shop.order_changes.state import read_state, state_from_json
from shop.order_changes.writing import write_state
from shop.order_statuses import CHANGE
from shop.partner.exceptions import OutOfStock
from shop.payments.queries import balance_of, open_attempt_of
from shop.payments.services import require_no_online_attempt, void_online_attempt
from shop.user.models import User


def undo_problem(change: OrderChange) -> str:
    """Say why a change cannot be taken back; empty: it can.

    Only the latest change of an order is taken back, while the order still is as it left it: nothing was
    picked, sent or came back, no money came or went since, and the change itself gave none back. What it
    made the buyer owe is simply owed no more.
    """
    order = change.order
    if change.is_undone:
        return _("It has been undone already.")
    if change.undoes_id is not None:
        return _("An undo is not undone: make the change again.")
    latest = OrderChange.objects.filter(order=order).order_by("-pk").first()
    if latest != change:
        return _("The order has been changed again since.")
    if change.refunded or change.credits or "cancel" in change.kinds:
        return _("Money or items have moved with it.")
    has_moved = str(balance_of(order).received) != change.received_then
    if has_moved or read_state(order).as_json() != change.after:
        return _("Items or money have moved since.")
    return ""


def undo_change(change: OrderChange, *, by: User | AnonymousUser | None = None) -> OrderChange:
    """Bring an order back to what it was before a change, once; returns the change that does.

    Never inside a transaction, as a payment that was begun over the new amount is voided first. Raises
    ChangeRefusedError when it cannot be undone (its kinds OrderMovedError where pieces are sold meanwhile,
    MoveForbiddenError when the person `by` may not), PaymentInProgressError, GatewayError; nothing is
    changed then.
    """
    if by is not None and not by.has_perm(CHANGE):
        raise MoveForbiddenError(_("You do not have permission to do this."))
    if problem := undo_problem(change):
        raise ChangeRefusedError(problem)
    if _voids_payment(change.order, change):
        void_online_attempt(change.order)
    try:
        with transaction.atomic():
            locked = lock_order(change.order)
            change = OrderChange.objects.get(pk=change.pk)
            change.order = locked
            if problem := undo_problem(change):
                raise ChangeRefusedError(problem)
            if _voids_payment(locked, change):
                require_no_online_attempt(locked)
            return _undo(locked, change, by=by if isinstance(by, User) else None)
    except OutOfStock as error:
        raise OrderMovedError(str(error)) from error


def _voids_payment(order: Order, change: OrderChange) -> bool:
    attempt = open_attempt_of(order)
    if attempt is None or not change.difference:
        return False
    due = replace(balance_of(order), total=state_from_json(change.before).total_gross).outstanding
    return not is_enough(attempt, due)


def _undo(order: Order, change: OrderChange, *, by: User | None) -> OrderChange:
    now = read_state(order)
    write_state(order, now, state_from_json(change.before))
    follow_money(order, by=by)
    follow_goods(order)
    order.refresh_from_db()
    undone = OrderChange.objects.create(
        order=order,
        key=f"undo-{change.pk}",
        undoes=change,
        reason=_("Change undone: %(what)s") % {"what": change.reason or change.summary},
        summary=_("Change undone."),
        before=change.after,
        after=read_state(order).as_json(),
        currency=order.currency,
        difference=-change.difference,
        due=balance_of(order).outstanding,
        received_then=str(balance_of(order).received),
        by=by,
    )
    order.notes.create(user=by, note_type="System", message=undone.reason[:255])
    net = state_from_json(undone.after).total_net - now.total_net
    publish(
        OrderChanged(
            order_id=order.pk,
            change_id=undone.pk,
            difference=str(undone.difference),
            difference_excl_tax=str(net),
            kinds=["undo"],
        )
    )
    return undone
