"""What a delivery costs: by zone, by weight, by a table. Pure: reads no database.

Amounts are gross, in the shop's currency; weights in grams. `price` is None where it is not sent. A
postcode of None is not known yet; an empty one is that of a country without postcodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from shop.carriers.postcodes import specificity

GRAMS_PER_KILO, ANY_WEIGHT = 1000, 1 << 62


class RateCalculator(Protocol):
    """How a price is found."""

    def price(self, *, weight: int, value: Decimal, postcode: str | None) -> Decimal | None:
        """Return what it costs to send goods of this weight and gross value there."""


@dataclass(frozen=True, kw_only=True)
class FlatRate:
    """One price, up to a weight (None: any)."""

    amount: Decimal
    max_weight: int | None = None

    def price(self, *, weight: int, value: Decimal, postcode: str | None) -> Decimal | None:
        """Return the price."""
        return None if self.max_weight is not None and weight > self.max_weight else self.amount


@dataclass(frozen=True, kw_only=True)
class WeightRate:
    """A price and one more for every kilogram begun, up to a weight (None: any)."""

    base: Decimal
    per_kilo: Decimal
    max_weight: int | None = None

    def price(self, *, weight: int, value: Decimal, postcode: str | None) -> Decimal | None:
        """Return the base with the kilograms begun: 1000 g are one, 1001 g two."""
        if self.max_weight is not None and weight > self.max_weight:
            return None
        return self.base + self.per_kilo * -(-weight // GRAMS_PER_KILO)


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """A price for postcodes (empty: all), up to a weight (0: any), from a gross value of goods on."""

    amount: Decimal
    postcodes: str = ""
    weight_up_to: int = 0
    value_from: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class TableRate:
    """Rows of which the best that fits counts; none fits: not sent."""

    rows: Sequence[TableRow]
    max_weight: int | None = None

    def price(self, *, weight: int, value: Decimal, postcode: str | None) -> Decimal | None:
        """Return the price of the row with the narrowest postcodes, then lightest, then of highest value.

        While the postcode is not known, rows for all postcodes come first, else the cheapest counts.
        """
        if self.max_weight is not None and weight > self.max_weight:
            return None
        there = [row for row in self.rows if row.value_from <= value and weight <= _limit(row)]
        fits = [
            (narrow, -_limit(row), row.value_from, -row.amount)
            for row in there
            if (narrow := specificity(row.postcodes, postcode or "")) is not None
        ]
        if fits:
            return -max(fits)[3]
        return min((row.amount for row in there), default=None) if postcode is None else None


def _limit(row: TableRow) -> int:
    return row.weight_up_to or ANY_WEIGHT
