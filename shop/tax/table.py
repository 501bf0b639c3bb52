"""Rates as a table in memory: which rate holds for a class of goods at a place on a day."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

STANDARD, REDUCED, ZERO = "standard", "reduced", "zero"
#: No supply at all: a gift card is a multi-purpose voucher, taxed when spent (2006/112/EC, article 30b).
OUT_OF_SCOPE = "out-of-scope"
SHIPPED = Path(__file__).with_name("rates.csv")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One rate, a fraction: 0.19.

    It holds for a country (ISO 3166-1 alpha-2), a region (ISO 3166-2 without the country; empty:
    everywhere) and a tax class, from a day on (None: since ever) to a day (None: on and on).
    """

    country: str
    region: str
    tax_class: str
    rate: Decimal
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within; both ends belong to it."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class RateTable:
    """The rates of every country, looked up without a query."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._rates: dict[tuple[str, str, str], list[Rate]] = defaultdict(list)
        for rate in rates:
            self._rates[(rate.country, rate.region, rate.tax_class)].append(rate)
        for group in self._rates.values():
            group.sort(key=lambda rate: rate.valid_from or date.min, reverse=True)
        self.countries = frozenset(country for country, _region, _class in self._rates)
        self.classes = frozenset(tax_class for _country, _region, tax_class in self._rates) | {
            STANDARD,
            REDUCED,
            ZERO,
        }

    def rate(self, *, country: str, region: str, tax_class: str, day: date) -> Decimal:
        """Return the rate that holds there on that day, the most particular first.

        The region's own rate comes before the country's; a country without a rate for the class
        (Denmark has no reduced one) charges its standard rate; "zero" is nothing anywhere; a
        country without any rate charges nothing.
        """
        if tax_class == ZERO:
            return Decimal(0)
        for wanted in dict.fromkeys([tax_class, STANDARD]):
            for place in dict.fromkeys([region, ""]):
                for rate in self._rates.get((country, place, wanted), ()):
                    if rate.holds_on(day):
                        return rate.rate
        return Decimal(0)

    def overlaid(self, rates: Iterable[Rate]) -> "RateTable":
        """Return a table in which countries that `rates` speak of have those rates and no others."""
        own = list(rates)
        spoken_of = {rate.country for rate in own}
        kept = [r for group in self._rates.values() for r in group if r.country not in spoken_of]
        return RateTable([*kept, *own])


def read_rates(path: Path) -> list[Rate]:
    """Read rates from a CSV file with the columns country, region, tax_class, rate, valid_from.

    Raises ValueError with line and column for what cannot be read.
    """
    rates = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                rates.append(
                    Rate(
                        country=row["country"],
                        region=row["region"],
                        tax_class=row["tax_class"],
                        rate=Decimal(row["rate"]),
                        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
                    )
                )
            except (ArithmeticError, ValueError, KeyError) as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from error
    return rates


@cache
def shipped_table() -> RateTable:
    """The rates that come with Kiln (`rates.csv`), for countries of which the back office says nothing."""
    return RateTable(read_rates(SHIPPED))
