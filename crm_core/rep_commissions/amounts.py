"""What a basis earns: rates by attainment, rounded so that lines add up. No database.

A rate holds for the part of the basis above its level, up to the next one (like a tax bracket); below the
lowest level nothing is earned. What a statement's lines earn is rounded on the running sum, half up to the
currency's minor unit, and each line is the difference: they add up to the statement whatever their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from shop.money import round_money

NOTHING = Decimal("0.00")
FULL = 100


@dataclass(frozen=True, kw_only=True)
class Rate:
    """From which attainment on, in percent of the target, how many percent of the basis are earned."""

    from_percent: Decimal
    rate: Decimal


def earned(basis: Decimal, *, target: Decimal, rates: Sequence[Rate]) -> Decimal:
    """Return what a basis earns, not rounded; `rates` ascend by level, `target` is greater than nothing."""
    levels = [(target * rate.from_percent / FULL, rate.rate) for rate in rates]
    ends = [level for level, _rate in levels[1:]]
    total = Decimal(0)
    for place, (level, rate) in enumerate(levels):
        end = min(basis, ends[place]) if place < len(ends) else basis
        total += max(end - level, Decimal(0)) * rate / FULL
    return total


def line_amounts(
    bases: Sequence[Decimal], *, target: Decimal, rates: Sequence[Rate], currency: str
) -> list[Decimal]:
    """Return what each basis earns where they are reached one after the other; none is negative."""
    reached = [Decimal(0)]
    for basis in bases:
        reached.append(reached[-1] + basis)
    sums = [round_money(earned(total, target=target, rates=rates), currency) for total in reached]
    return [after - before for before, after in pairwise(sums)]


def left_of(amount: Decimal, *, kept: Decimal, whole: Decimal, currency: str) -> Decimal:
    """Return what stays of an amount that `whole` earned when `kept` of it is left, in proportion."""
    return round_money(amount * kept / whole, currency) if whole > 0 else NOTHING
