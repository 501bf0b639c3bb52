"""What becomes of a withdrawal, exactly once: what has not gone out is called off, what has comes back.

The engine that changes orders refuses where a dispatch came first; then it is looked at anew and the pieces
come back instead. Whatever stops it on the way (a payment in progress, a provider that does not answer, a
crash), the event `WithdrawalDeclared` tries again, and staff see it among those that wait.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shop.fulfilment.queries import shipped_quantities
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_changes.exceptions import OrderMovedError
from shop.order_changes.models import OrderChange
from shop.order_changes.preview import preview
from shop.order_changes.proposals import CancelOrder, Proposal, SetQuantity
from shop.order_changes.services import apply_change, find_change
from shop.order_changes.state import read_state
from shop.returns.queries import pieces_left
from shop.returns.services import Wanted, request_return
from shop.returns.states import Origin, Outcome
from shop.withdrawal.models import Withdrawal, WithdrawalOutcome

logger = logging.getLogger(__name__)
TRIES = 3
#: By when the money has to have gone back (Directive 2011/83/EU, article 13).
REFUND_WITHIN = timedelta(days=14)


def decide_or_wait(withdrawal: Withdrawal) -> WithdrawalOutcome | None:
    """Decide now if that is possible; None: the event's delivery decides later. Never raises."""
    try:
        return decide(withdrawal)
    except Exception:
        logger.exception("Withdrawal %s is decided by its event.", withdrawal.number)
        return None


def decide(withdrawal: Withdrawal) -> WithdrawalOutcome:
    """Call off or have returned what was withdrawn from; what is decided stays as it is.

    Never inside a transaction. Raises whatever keeps the order from being changed.
    """
    found = WithdrawalOutcome.objects.filter(withdrawal=withdrawal).first()
    if found is not None:
        return found
    return _write(withdrawal, _call_off(withdrawal))


def _call_off(withdrawal: Withdrawal) -> OrderChange | None:
    """Call off what has not gone out, as it stands now; None where nothing is left here."""
    key = f"withdrawal-{withdrawal.pk}"
    for number in range(1, TRIES + 1):
        order = Order.objects.get(pk=withdrawal.order_id)
        done = find_change(order, key)
        if done is not None:
            return done
        proposals = _proposals(order, withdrawal)
        if not proposals:
            return find_change(order, key)  # by whoever decides at the same time
        shown = preview(order, proposals)
        try:
            return apply_change(
                order, proposals, fingerprint=shown.fingerprint, key=key, reason=withdrawal.number
            )
        except OrderMovedError:
            if number == TRIES:
                raise
    return None


def _proposals(order: Order, withdrawal: Withdrawal) -> list[Proposal]:
    """Propose to call off the pieces that are here still: all of the order, or fewer of its lines.

    Nothing of an order that was cancelled meanwhile.
    """
    state = read_state(order)
    if state.is_cancelled:
        return []
    sent = shipped_quantities(order)
    pieces = {line_id: number for line_id, number, _title in withdrawal.pieces}
    fewer: list[Proposal] = []
    keeps_something = False
    for line in state.lines:
        number = min(pieces.get(line.line_id or 0, 0), line.to_send)
        if number:
            fewer.append(SetQuantity(line_id=line.line_id or 0, quantity=line.kept - number))
        keeps_something = keeps_something or (line.kept > number and not line.is_gift)
    if fewer and not sent and not keeps_something:
        return [CancelOrder()]
    return fewer


def _called_off(change: OrderChange | None, withdrawal: Withdrawal) -> dict[int, int]:
    """Tell how many pieces of each line a change has called off."""
    if change is None:
        return {}
    if "cancel" in change.kinds:
        return {line_id: number for line_id, number, _title in withdrawal.pieces}
    kept = {line["line_id"]: line["quantity"] - line["given_up"] for line in change.before["lines"]}
    return {row["line_id"]: kept[row["line_id"]] - row["quantity"] for row in change.proposals}


@transaction.atomic
def _write(withdrawal: Withdrawal, change: OrderChange | None) -> WithdrawalOutcome:
    """Have the other pieces returned and write the outcome, once."""
    order = lock_order(withdrawal.order)
    found = WithdrawalOutcome.objects.filter(withdrawal=withdrawal).first()
    if found is not None:  # guard: withdrawal-outcome
        return found
    gone = _called_off(change, withdrawal)
    left = pieces_left(order)
    wanted = [
        Wanted(line_id=line_id, quantity=back)
        for line_id, number, _title in withdrawal.pieces
        if (back := min(number - gone.get(line_id, 0), left.get(line_id, 0))) > 0
    ]
    returned = None
    if wanted:
        returned = request_return(
            order,
            wanted,
            key=f"withdrawal-{withdrawal.pk}",
            outcome=Outcome.REFUND,
            origin=Origin.WITHDRAWAL,
            due_at=withdrawal.confirmed_at + REFUND_WITHIN,
            pays_delivery_back=withdrawal.is_whole,
        )
    return WithdrawalOutcome.objects.create(
        withdrawal=withdrawal,
        change_id=change.pk if change else None,
        returned=returned,
        decided_at=timezone.now(),
    )
