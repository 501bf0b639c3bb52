"""Moving a return on. Each locks the order's row first, then writes; whoever comes second sees the first's.

No move takes a piece twice: the request counts what is left of the order under its lock, what arrives and
what is looked at is added to counts as they were seen, and a settlement takes the accepted pieces that no
settlement has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.order.models import Order
from shop.order.services import lock_order
from shop.returns import events, replacements
from shop.returns.exceptions import ReturnChangedError, ReturnRefusedError
from shop.returns.models import Inspection, Return, ReturnLine, ReturnPhoto, ReturnReason, ReturnSettings
from shop.returns.policy import policy
from shop.returns.queries import returnable_lines
from shop.returns.states import (
    CLOSED,
    DISPOSITIONS,
    Condition,
    Disposition,
    Origin,
    Outcome,
    ReturnState,
    move_of,
)
from shop.user.models import User

MOST_PHOTOS = 6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Pieces of a line that are to go back; `replacement_id` is the product wanted for them instead."""

    line_id: int
    quantity: int
    reason_id: int | None = None
    replacement_id: int | None = None


@transaction.atomic
def request_return(
    order: Order,
    wanted: Sequence[Wanted],
    *,
    key: str,
    outcome: str = Outcome.REFUND,
    origin: str = Origin.BUYER,
    comment: str = "",
    photos: Sequence[UploadedFile] = (),
    by: User | None = None,
    **terms: object,
) -> Return:
    """Ask for a return; `key` names the request for good, the same again returns what it became.

    A buyer is bound by the policy, staff (`by`) and withdrawals only by what has gone out and is not back.
    `photos` have passed the gate. `terms` are fields of the return that somebody else has decided
    (`due_at`, `pays_delivery_back`). Effects in order: return with lines and photos, `ReturnRequested`, and
    where the policy says so the approval. Raises ReturnRefusedError, and writes nothing.
    """
    locked = lock_order(order)  # guard: return-lock
    found = find_return(locked, key)
    if found is not None:  # guard: return-key
        return found
    asked = [item for item in wanted if item.quantity]
    _check_pieces(locked, asked, is_bound=origin == Origin.BUYER)
    reasons = ReturnReason.objects.in_bulk([item.reason_id for item in asked if item.reason_id])
    number = Return.objects.filter(order=locked).count() + 1
    made = Return.objects.create(
        order=locked,
        number=f"{locked.number}-R{number}",
        key=_key(order, key),
        outcome=outcome,
        origin=origin,
        comment=comment,
        by=by,
        requested_at=timezone.now(),
        **{**_terms(reasons.values(), is_free=origin == Origin.WITHDRAWAL), **terms},
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(
            parent=made,
            line_id=item.line_id,
            quantity=item.quantity,
            reason=reasons.get(item.reason_id or 0),
            replacement_id=item.replacement_id if outcome == Outcome.EXCHANGE else None,
        )
        for item in asked
    )
    for photo in photos[:MOST_PHOTOS]:
        ReturnPhoto.objects.create(parent=made, file=photo)
    publish(events.ReturnRequested(order_id=locked.pk, return_id=made.pk))
    if origin != Origin.BUYER or policy().approves_automatically:
        approve(made, by=by)
    return made


def find_return(order: Order, key: str) -> Return | None:
    """Return what a request of this key has become; None: it was not made."""
    return Return.objects.filter(key=_key(order, key)).first()


def _key(order: Order, key: str) -> str:
    return f"{order.pk}:{key}"[:80]


def _check_pieces(order: Order, asked: Sequence[Wanted], *, is_bound: bool) -> None:
    """Refuse what has not gone out, is back, or is spoken for; a buyer also what the policy leaves out."""
    if not asked:
        raise ReturnRefusedError(_("Please choose at least one item to return."))
    lines = {item.line.pk: item for item in returnable_lines(order)}
    for item in asked:
        found = lines.get(item.line_id)
        if found is None or not 0 < item.quantity <= found.pieces:  # guard: return-pieces
            raise ReturnRefusedError(_("That many units of this item cannot be returned."))
        if is_bound and found.problem:
            raise ReturnRefusedError(f"{found.line.title}: {found.problem}")


def _terms(reasons: Iterable[ReturnReason], *, is_free: bool) -> dict[str, object]:
    """Return the fee and who pays the way back, as they hold for this return from now on."""
    rules = policy()
    is_our_fault = any(reason.is_our_fault for reason in reasons)
    return {
        "restocking_percent": 0 if is_free or is_our_fault else rules.restocking_percent,
        "return_delivery_paid_by": (
            ReturnSettings.Payer.SHOP if is_our_fault else rules.return_delivery_paid_by
        ),
    }


@transaction.atomic
def approve(found: Return, *, by: User | None = None) -> Return:
    """Let the pieces come; an approved return is returned as it is. `ReturnApproved` follows.

    What is wanted instead is reserved. Raises ReturnRefusedError, and changes nothing, where it is sold out.
    """
    approved = _move(found, "approve", events.ReturnApproved, by=by, approved_at=timezone.now())
    if approved.state == ReturnState.APPROVED:
        replacements.hold(approved)
    return approved


def refuse(found: Return, *, reason: str, by: User | None = None) -> Return:
    """Do not take the pieces; `reason` is told to the buyer. Raises ReturnRefusedError without one."""
    if not reason.strip():
        raise ReturnRefusedError(_("Please say why: the customer reads it."))
    words = {"refusal": reason.strip()[:500], "closed_at": timezone.now()}
    return _move(found, "refuse", events.ReturnRefused, by=by, **words)


def cancel(found: Return, *, by: User | None = None) -> Return:
    """Give a return up before anything has come: the buyer keeps the pieces. `ReturnCancelled` follows."""
    return _move(found, "cancel", events.ReturnCancelled, by=by, closed_at=timezone.now())


Moved: TypeAlias = events.ReturnApproved | events.ReturnRefused | events.ReturnCancelled


@transaction.atomic
def _move(found: Return, action: str, event: type[Moved], *, by: User | None, **facts: object) -> Return:
    """Make a move of the table and publish it; one that is made already changes nothing."""
    move = move_of(action)
    lock_order(found.order)
    if move.to in CLOSED:
        replacements.release(found)
    moved = Return.objects.filter(
        pk=found.pk,
        state__in=move.sources,  # guard: return-state
    ).update(state=move.to, **facts)
    found.refresh_from_db()
    if moved:
        _note(found, action, by=by)
        publish(event(order_id=found.order_id, return_id=found.pk))
    elif found.state != move.to:
        raise ReturnRefusedError(
            _("This return is “%(state)s”; that is not possible any more.")
            % {"state": found.get_state_display()}
        )
    return found


def _note(found: Return, action: str, *, by: User | None) -> None:
    """Tell on the order what happened to its return."""
    words = {
        "approve": _("Return %(number)s approved."),
        "refuse": _("Return %(number)s refused."),
        "cancel": _("Return %(number)s cancelled."),
        "receive": _("Items of return %(number)s received."),
        "settle": _("Return %(number)s settled."),
    }
    message = words[action] % {"number": found.number}
    found.order.notes.create(user=by, message=message, note_type="System")


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Pieces of a return's line that have come; `seen` is how many the page said had come before."""

    return_line_id: int
    quantity: int
    seen: int


@transaction.atomic
def receive(found: Return, arrivals: Sequence[Arrival], *, by: User | None = None) -> Return:
    """Note pieces that have come, in whatever portions.

    Raises ReturnChangedError when others have noted some since the page was drawn, ReturnRefusedError for
    more than was announced or a return that does not wait for pieces; nothing is changed then.
    """
    lock_order(found.order)
    found.refresh_from_db()
    if found.state not in move_of("receive").sources:
        raise ReturnRefusedError(_("This return does not wait for items."))
    come = [arrival for arrival in arrivals if arrival.quantity]
    if not come:
        raise ReturnRefusedError(_("Please enter how many items have arrived."))
    for arrival in come:
        line = ReturnLine.objects.get(pk=arrival.return_line_id, parent=found)
        if arrival.quantity < 0 or arrival.seen + arrival.quantity > line.quantity:
            raise ReturnRefusedError(_("More items than were announced: record a return of their own."))
        seen = ReturnLine.objects.filter(pk=line.pk, received=arrival.seen)  # guard: return-receipt
        if not seen.update(received=F("received") + arrival.quantity):
            raise ReturnChangedError(_("Somebody else has recorded items meanwhile. This is how it stands."))
    if found.state != ReturnState.RECEIVED:
        Return.objects.filter(pk=found.pk).update(state=ReturnState.RECEIVED, received_at=timezone.now())
        found.refresh_from_db()
        _note(found, "receive", by=by)
        publish(events.ReturnReceived(order_id=found.order_id, return_id=found.pk))
    return found


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was seen of pieces that have come; `seen` is how many the page said were inspected before."""

    return_line_id: int
    quantity: int
    condition: str
    disposition: str
    seen: int
    note: str = ""


@transaction.atomic
def inspect(found: Return, verdicts: Sequence[Verdict], *, by: User | None = None) -> list[Inspection]:
    """Write down what was seen of pieces; nothing is restocked or paid before the settlement.

    Raises ReturnChangedError when others have inspected some since the page was drawn, ReturnRefusedError for
    more than have come or a way that the condition does not allow.
    """
    lock_order(found.order)
    written = [_inspect_one(found, verdict, by=by) for verdict in verdicts if verdict.quantity]
    if not written:
        raise ReturnRefusedError(_("Please enter how many items you have inspected."))
    close_if_done(found, by=by)
    return written


def _inspect_one(found: Return, verdict: Verdict, *, by: User | None) -> Inspection:
    line = ReturnLine.objects.get(pk=verdict.return_line_id, parent=found)
    allowed = DISPOSITIONS.get(Condition(verdict.condition), ())
    if verdict.disposition not in allowed:
        raise ReturnRefusedError(_("An item in this condition does not go there."))
    if verdict.quantity < 0 or verdict.seen + verdict.quantity > line.received:
        raise ReturnRefusedError(_("So many items have not arrived."))
    column = "rejected" if verdict.disposition == Disposition.SEND_BACK else "accepted"
    as_seen = ReturnLine.objects.annotate(looked_at=F("accepted") + F("rejected")).filter(
        pk=line.pk,
        looked_at=verdict.seen,  # guard: return-inspection
    )
    if not as_seen.update(**{column: F(column) + verdict.quantity}):
        raise ReturnChangedError(_("Somebody else has inspected items meanwhile. This is how it stands."))
    return Inspection.objects.create(
        return_line=line,
        quantity=verdict.quantity,
        condition=verdict.condition,
        disposition=verdict.disposition,
        note=verdict.note[:500],
        by=by,
        inspected_at=timezone.now(),
    )


def close_if_done(found: Return, *, by: User | None) -> None:
    """Close a received return of which nothing is left to come, to look at or to settle.

    Its order is locked by the caller.
    """
    lines = ReturnLine.objects.filter(parent=found)
    if lines.exclude(quantity=F("settled") + F("rejected")).exists():
        return
    _finish(found, by=by)


def _finish(found: Return, *, by: User | None) -> None:
    closed = Return.objects.filter(pk=found.pk, state=ReturnState.RECEIVED)
    if closed.update(state=ReturnState.SETTLED, closed_at=timezone.now()):
        replacements.release(found)
        found.refresh_from_db()
        _note(found, "settle", by=by)


@transaction.atomic
def close_rest(found: Return, *, by: User | None = None) -> Return:
    """Wait no longer for pieces that did not come; they are the buyer's. Raises ReturnRefusedError.

    What has come has to be inspected and settled before.
    """
    lock_order(found.order)
    if any(line.to_inspect or line.to_settle for line in found.lines.all()):
        raise ReturnRefusedError(_("Inspect and settle first what has arrived."))
    _finish(found, by=by)
    return found
