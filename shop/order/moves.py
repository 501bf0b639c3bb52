"""Asking the table of moves (`shop.order_statuses.MOVES`): may the order, and may this person?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Order
from shop.order_statuses import MOVES, Move
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class MoveGuard:
    """A condition that `MOVES` names: `refusals` returns why not by the orders' keys, none: it may.

    It is asked for a page of orders at once, at the same number of queries as for one.
    """

    name: str
    refusals: Callable[[Sequence[Order]], Mapping[int, str]]


#: `shop.payments`, which knows the money, and `shop.order_holds` enter theirs.
GUARDS: Registry[MoveGuard] = Registry("guard of a move")


def require_move(order: Order, to: str, *, by: User | AnonymousUser | None = None) -> Move:
    """Return the move that takes an order, its row locked by the caller, to a status.

    `by` is the person who makes it, who needs its rights; None: it follows from facts. Raises
    ChangeRefusedError (an InvalidOrderStatus) when the table has no such move or its guard says no,
    MoveForbiddenError when the person may not.
    """
    ways = [move for move in MOVES if move.to == to and order.status in move.sources]
    if not ways:
        text = _("An order that is “%(status)s” cannot become “%(to)s”.")
        raise ChangeRefusedError(text % {"status": order.status, "to": to})
    reasons = [_refusals(move, [order]).get(order.pk, "") for move in ways]
    if all(reasons):
        raise ChangeRefusedError(reasons[0])
    move = ways[reasons.index("")]
    if by is not None and not has_rights_to(move, by):
        raise MoveForbiddenError(_("You do not have permission to do this."))
    return move


def _refusals(move: Move, orders: Sequence[Order]) -> dict[int, str]:
    """Ask each guard of a move; return by the orders' keys the first reason against it."""
    found: dict[int, str] = {}
    for name in move.guards:
        found = {**GUARDS[name].refusals(orders), **found}
    return found


def has_rights_to(move: Move, user: User | AnonymousUser) -> bool:
    """Tell whether a person has the rights to a move; one that follows from facts is nobody's."""
    return bool(move.rights) and bool(user.has_perms(move.rights))


def available_moves(order: Order, user: User | AnonymousUser) -> list[Move]:
    """List what a person may do with an order as it stands, in the order of the table."""
    return moves_of_each([order], user)[order.pk]


def moves_of_each(orders: Sequence[Order], user: User | AnonymousUser) -> dict[int, list[Move]]:
    """List by the key of each order what a person may do with it; each guard is asked once for all."""
    found: dict[int, list[Move]] = {order.pk: [] for order in orders}
    for move in MOVES:
        ready = (
            [order for order in orders if order.status in move.sources] if has_rights_to(move, user) else []
        )
        refused = _refusals(move, ready) if ready else {}
        for order in ready:
            if not refused.get(order.pk):
                found[order.pk].append(move)
    return found
