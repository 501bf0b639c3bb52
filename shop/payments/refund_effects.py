"""What goods of a kind of their own have to say when their money goes back; slices above register it."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from shop.order.models import Line, Order
from shop.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RefundEffect:
    """What has a value of its own that may be used up: a gift card.

    `worth` returns what pieces of a line are worth now (gross), None for a line that is not of this kind.
    `is_given` tells whether the buyer has that value already. `take` takes it back as the refund of so much
    money is written, within its transaction, and raises a PaymentError when less is left by now; `take_all`
    does so for an order that is cancelled as a whole. `give_back` returns what `take` took of so many pieces,
    when their refund has failed.
    """

    name: str
    worth: Callable[[Line, int], Decimal | None]
    is_given: Callable[[Line], bool]
    take: Callable[[Line, int, Decimal], None]
    take_all: Callable[[Order], None]
    give_back: Callable[[Line, int], None]


REFUND_EFFECTS: Registry[RefundEffect] = Registry("effect of a refund")


def own_worth(line: Line, pieces: int) -> Decimal | None:
    """Return what pieces of a line are worth that have a value of their own; None for ordinary goods."""
    for effect in REFUND_EFFECTS:
        worth = effect.worth(line, pieces)
        if worth is not None:
            return worth
    return None


def has_given(line: Line) -> bool:
    """Tell whether the buyer has what a line is worth by itself already, whatever is due of its order now."""
    return any(effect.is_given(line) for effect in REFUND_EFFECTS)


def take_value(line: Line, pieces: int, money: Decimal) -> None:
    """Take back the value of pieces whose money goes back. Raises PaymentError: nothing is done then."""
    for effect in REFUND_EFFECTS:
        effect.take(line, pieces, money)


def give_value_back(line: Line, pieces: int) -> None:
    """Return the value that was taken with pieces whose money stays here after all."""
    for effect in REFUND_EFFECTS:
        effect.give_back(line, pieces)


def take_all_value(order: Order) -> None:
    """Take back all that a cancelled order has given. Raises PaymentError where some of it is used up."""
    for effect in REFUND_EFFECTS:
        effect.take_all(order)
