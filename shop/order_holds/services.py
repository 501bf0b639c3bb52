"""Holding orders back and letting them go."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_holds.events import OrderHeld, OrderReleased
from shop.order_holds.models import HoldKind, OrderHold
from shop.order_statuses import UNFINISHED
from shop.user.models import User

HOLD = "order_holds.add_orderhold"
RELEASE = "order_holds.release_orderhold"


@transaction.atomic
def hold_order(
    order: Order,
    *,
    reason: str,
    kind: str = HoldKind.MANUAL,
    signal: str = "",
    by: User | AnonymousUser | None = None,
) -> OrderHold | None:
    """Hold an order back; a note says why, `OrderHeld` is published.

    A signal that has held the order before, released or not, holds it no more: None is returned. Raises
    ChangeRefusedError when everything has gone out or the order was called off, MoveForbiddenError when
    the person `by` may not, ValidationError without a reason.
    """
    if by is not None and not by.has_perm(HOLD):
        raise MoveForbiddenError(_("You do not have permission to hold orders."))
    if not reason.strip():
        raise ValidationError(_("Please say why the order is held."))
    locked = lock_order(order)
    if signal and OrderHold.objects.filter(order=locked, signal=signal).exists():
        return None
    if locked.status not in UNFINISHED:
        raise ChangeRefusedError(_("Nothing of this order is left to be shipped."))
    hold = OrderHold.objects.create(
        order=locked, kind=kind, signal=signal, reason=reason.strip()[:255], by=_user(by)
    )
    locked.notes.create(
        user=_user(by), note_type="System", message=_("Order held: %(reason)s") % {"reason": hold.reason}
    )
    publish(OrderHeld(order_id=locked.pk, hold_id=hold.pk))
    return hold


@transaction.atomic
def release_hold(hold: OrderHold, *, note: str, by: User | AnonymousUser | None = None) -> OrderHold:
    """Release a hold; one that is released stays as it is. A note of the order names who and why.

    Raises MoveForbiddenError when the person `by` may not, ValidationError without a note.
    """
    if by is not None and not by.has_perm(RELEASE):
        raise MoveForbiddenError(_("You do not have permission to release held orders."))
    if not note.strip():
        raise ValidationError(_("Please say why the order can go on."))
    locked = lock_order(hold.order)
    open_one = OrderHold.objects.filter(pk=hold.pk, released_at=None)  # guard: release-once
    if open_one.update(released_at=timezone.now(), released_by=_user(by), release_note=note.strip()[:255]):
        locked.notes.create(
            user=_user(by), note_type="System", message=_("Hold released: %(note)s") % {"note": note.strip()}
        )
        publish(OrderReleased(order_id=locked.pk, hold_id=hold.pk))
    hold.refresh_from_db()
    return hold


def _user(by: User | AnonymousUser | None) -> User | None:
    return by if isinstance(by, User) else None
