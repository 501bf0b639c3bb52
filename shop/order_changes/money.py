"""What a change means for the money: what is due then, what goes back, and where to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shop.order_changes.plans import Credit
from shop.payments.queries import NOTHING, Balance


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """Where money that goes back goes: `store_credit` of it (None: all) becomes the buyer's credit."""

    store_credit: Decimal | None = NOTHING

    def split(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """Divide an amount into what goes to where it came from, and what becomes store credit."""
        credit = amount if self.store_credit is None else min(self.store_credit, amount)
        return amount - credit, credit


ORIGINAL = Settlement()
STORE_CREDIT = Settlement(store_credit=None)


def in_part_as_credit(amount: Decimal) -> Settlement:
    """Return the settlement that makes this much store credit; the rest goes to where it came from."""
    return Settlement(store_credit=amount)


@dataclass(frozen=True, kw_only=True)
class MoneyEffect:
    """The money of a change, gross, in the order's currency.

    `set_off` of the credits pays what the buyer owes; `refund` goes back, `excess` of it because more had
    come than the order costs now. `due` is what the buyer owes afterwards; when nothing, negative: what
    goes back.
    """

    total_before: Decimal
    total_after: Decimal
    value_before: Decimal
    value_after: Decimal
    received: Decimal
    set_off: Decimal
    refund: Decimal
    excess: Decimal
    outstanding: Decimal

    @property
    def due(self) -> Decimal:
        """What the buyer has to pay (positive) or gets back (negative)."""
        return self.outstanding - self.refund

    @property
    def has_credits(self) -> bool:
        """Whether the order is worth another amount than it comes to, before or after."""
        return (self.value_before, self.value_after) != (self.total_before, self.total_after)

    @property
    def difference(self) -> Decimal:
        """By how much the order is worth more (positive) or less than before."""
        return self.value_after - self.value_before


def money_effect(
    balance: Balance, *, total: Decimal, given_up: Sequence[Credit], is_cancelled: bool
) -> tuple[MoneyEffect, list[Credit]]:
    """Reckon the money of an order that comes to `total`, and the credits as they can be given.

    A credit is first set off against what is due; the rest goes back. Never more goes back than is here:
    what was given back before as goodwill is not given twice, and counts as kept.
    """
    after = replace(balance, total=total)
    if is_cancelled:
        effect = MoneyEffect(
            total_before=balance.total,
            total_after=balance.total,
            value_before=balance.value,
            value_after=NOTHING,
            received=balance.received,
            set_off=NOTHING,
            refund=balance.kept,
            excess=min(balance.overpaid, balance.kept),
            outstanding=NOTHING,
        )
        return effect, list(given_up)
    possible = after.outstanding + balance.kept - after.overpaid
    given = _limited(given_up, possible)
    credited = sum((credit.amount for credit in given), NOTHING)
    set_off = min(credited, after.outstanding)
    effect = MoneyEffect(
        total_before=balance.total,
        total_after=total,
        value_before=balance.value,
        value_after=after.value - credited,
        received=balance.received,
        set_off=set_off,
        refund=credited - set_off + after.overpaid,
        excess=after.overpaid,
        outstanding=after.outstanding - set_off,
    )
    return effect, given


def _limited(given_up: Sequence[Credit], most: Decimal) -> list[Credit]:
    left, given = most, []
    for credit in given_up:
        amount = min(credit.amount, max(left, NOTHING))
        given.append(replace(credit, amount=amount, kept=credit.kept + credit.amount - amount))
        left -= amount
    return given
