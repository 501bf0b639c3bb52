"""Taking a withdrawal: the statement, its receipt and the event, in one transaction.

What becomes of it (`deciding`) follows after the commit and again with the event: nothing that happens to
the order in between loses the statement.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.events.services import publish
from shop.order.models import Order
from shop.order.services import lock_order
from shop.withdrawal.events import WithdrawalDeclared
from shop.withdrawal.exceptions import WithdrawalRefusedError
from shop.withdrawal.mail import send_receipt
from shop.withdrawal.models import Declarant, Withdrawal
from shop.withdrawal.queries import WithdrawableLine, right_of


@transaction.atomic
def confirm(
    order: Order,
    pieces: Mapping[int, int],
    *,
    key: str,
    name: str,
    email: str,
    language: str,
) -> Withdrawal:
    """Take the confirmed statement of a consumer who withdraws from these pieces (line's key -> number).

    `key` is the form's: sent twice, it is one statement and one receipt. Effects in order: statement,
    declarant, a note on the order, the receipt, `WithdrawalDeclared`. Raises WithdrawalRefusedError, and
    writes nothing, where there is no right to it.
    """
    locked = lock_order(order)  # guard: withdrawal-lock
    found = find_withdrawal(locked, key)
    if found is not None:  # guard: withdrawal-key
        return found
    right = right_of(locked)
    if right.problem:
        raise WithdrawalRefusedError(right.problem)
    chosen = _chosen(right.lines, pieces)
    is_whole = all(pieces.get(each.line.pk, 0) == each.pieces and not each.exclusion for each in right.lines)
    withdrawal = Withdrawal.objects.create(
        order=locked,
        number=f"{locked.number}-W{locked.withdrawals.count() + 1}",
        key=_key(order, key),
        pieces=[[item.line.pk, number, item.line.title] for item, number in chosen],
        is_whole=is_whole,
        statement=statement_text(locked, chosen),
        language=language,
        confirmed_at=timezone.now(),
    )
    Declarant.objects.create(withdrawal=withdrawal, name=name, email=email)
    message = _("The customer has withdrawn from the contract (%(number)s).") % {"number": withdrawal.number}
    locked.notes.create(message=message, note_type="System")
    send_receipt(withdrawal)
    publish(WithdrawalDeclared(order_id=locked.pk, withdrawal_id=withdrawal.pk))
    return withdrawal


def find_withdrawal(order: Order, key: str) -> Withdrawal | None:
    """Return what a form of this key has become; None: it was not confirmed."""
    return Withdrawal.objects.filter(key=_key(order, key)).first()


def _key(order: Order, key: str) -> str:
    return f"{order.pk}:{key}"[:80]


def _chosen(
    lines: Sequence[WithdrawableLine], pieces: Mapping[int, int]
) -> list[tuple[WithdrawableLine, int]]:
    """Pair lines with the pieces that were chosen of them. Raises WithdrawalRefusedError."""
    by_line = {item.line.pk: item for item in lines}
    chosen = [(by_line.get(pk), number) for pk, number in pieces.items() if number]
    if not chosen:
        raise WithdrawalRefusedError(_("Please choose at least one item."))
    found = []
    for item, number in chosen:
        if item is None or not 0 < number <= item.pieces:  # guard: withdrawal-pieces
            raise WithdrawalRefusedError(_("You cannot withdraw from that many units of this item."))
        found.append((item, number))
    return found


def statement_text(order: Order, chosen: list[tuple[WithdrawableLine, int]]) -> str:
    """Write the statement as it is shown, confirmed and kept, in the active language; it names nobody."""
    head = _("I withdraw from my contract for the purchase of the following goods, order %(number)s:") % {
        "number": order.number
    }
    rows = [f"{number} × {item.line.title}" for item, number in chosen]
    return "\n".join([head, *rows])
