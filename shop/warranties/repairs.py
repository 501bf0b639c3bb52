"""Moving a repair on. Whoever comes second is refused by the state; the same move again changes nothing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.order.services import lock_order
from shop.returns.models import Return
from shop.returns.services import Arrival, Wanted, receive as receive_return, request_return
from shop.returns.states import Origin
from shop.user.models import User
from shop.warranties.exceptions import WarrantyRefusedError
from shop.warranties.models import Repair
from shop.warranties.services import announce
from shop.warranties.states import MOVES, WORKSHOP, RepairOutcome


def approve(repair: Repair, *, by: User | None = None) -> Repair:
    """Let the item come."""
    return _move(repair, "approve", by=by)


def refuse(repair: Repair, *, reason: str, by: User | None = None) -> Repair:
    """Do not repair it; the customer reads `reason`. Raises WarrantyRefusedError without one."""
    if not reason.strip():
        raise WarrantyRefusedError(_("Please say why: the customer reads it."))
    return _move(repair, "refuse", by=by, refusal=reason.strip()[:500])


def cancel(repair: Repair, *, by: User | None = None) -> Repair:
    """Give it up before the item has come."""
    return _move(repair, "cancel", by=by)


def receive(repair: Repair, *, by: User | None = None) -> Repair:
    """Note that the item is here."""
    return _move(repair, "receive", by=by)


def finish(repair: Repair, *, outcome: str, diagnosis: str, by: User | None = None) -> Repair:
    """Note what the workshop found and did; the item goes back to its owner.

    Raises WarrantyRefusedError without findings, which the customer reads.
    """
    if outcome not in WORKSHOP or not diagnosis.strip():
        raise WarrantyRefusedError(_("Please say what was found: the customer reads it."))
    return _move(repair, "finish", by=by, outcome=outcome, diagnosis=diagnosis.strip()[:2000])


def send_back(repair: Repair, *, tracking_number: str = "", by: User | None = None) -> Repair:
    """Note that the item is on its way back to its owner."""
    return _move(repair, "send_back", by=by, tracking_number=tracking_number.strip()[:80])


@transaction.atomic
def replace_or_refund(repair: Repair, *, outcome: str, diagnosis: str = "", by: User | None = None) -> Return:
    """Close a repair that is not worth it by a return of the piece, which is received with that.

    `outcome` is the return's (refund, credit, or exchange for the same product); its page inspects and
    settles it, and there is no fee. Called again it returns the same return. Raises WarrantyRefusedError,
    ReturnRefusedError; nothing is written then.
    """
    order = lock_order(repair.unit.line.order)
    repair.refresh_from_db()
    if repair.returned is not None:
        return repair.returned
    if repair.state not in MOVES["return"].sources:
        raise _refused(repair)
    line = repair.unit.line
    made = request_return(
        order,
        [Wanted(line_id=line.pk, quantity=1, replacement_id=line.product_id)],
        key=f"repair-{repair.pk}",
        outcome=outcome,
        origin=Origin.STAFF,
        comment=repair.fault,
        by=by,
        restocking_percent=0,
    )
    row = made.lines.get()
    receive_return(made, [Arrival(return_line_id=row.pk, quantity=1, seen=0)], by=by)
    _move(
        repair,
        "return",
        by=by,
        outcome=RepairOutcome.RETURNED,
        diagnosis=diagnosis.strip()[:2000],
        returned=made,
    )
    return made


@transaction.atomic
def _move(repair: Repair, action: str, *, by: User | None, **facts: object) -> Repair:
    """Make a move of the table and tell of it; one that is made already changes nothing."""
    move = MOVES[action]
    order = lock_order(repair.unit.line.order)
    waiting = Repair.objects.filter(
        pk=repair.pk,
        state__in=move.sources,  # guard: repair-state
    )
    moved = waiting.update(state=move.to, **{move.stamp: timezone.now()}, **facts)
    repair.refresh_from_db()
    if moved:
        announce(order, repair, by=by)
    elif repair.state != move.to:
        raise _refused(repair)
    return repair


def _refused(repair: Repair) -> WarrantyRefusedError:
    words = _("This repair is “%(state)s”; that is not possible any more.")
    return WarrantyRefusedError(words % {"state": repair.get_state_display()})
