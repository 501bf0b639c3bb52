"""The files of the data set, row by row, and by how many months its days are moved."""

import csv
import gzip
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from shop.money import as_stored

#: The last day of an order.
ENDS = date(2014, 1, 28)
MONTHS, QUARTER = 12, 3
DOMAIN = "adventure-works.example"
#: A reserved name in place of the company's, so that nobody who is real can be written to.
REAL_DOMAIN = "adventure-works.com"
NEEDED = (
    "DimProduct",
    "DimProductCategory",
    "DimProductSubcategory",
    "DimPromotion",
    "DimReseller",
    "DimGeography",
    "DimSalesTerritory",
    "DimEmployee",
    "DimCustomer",
    "FactResellerSales",
    "FactInternetSales",
    "FactSalesQuota",
)
Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Files:
    """The folder, and how many months later everything happens here."""

    folder: Path
    months_later: int = 0

    def check(self) -> None:
        """Raise FileNotFoundError that names the first table that is missing."""
        for name in NEEDED:
            if not self.path(name).is_file():
                raise FileNotFoundError(f"{self.path(name).name} is not in {self.folder}.")

    def path(self, table: str) -> Path:
        """Return where a table lies."""
        return self.folder / f"{table}.csv.gz"

    def rows(self, table: str) -> Iterator[Row]:
        """Read a table."""
        with gzip.open(self.path(table), "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def by_key(self, table: str, key: str) -> dict[str, Row]:
        """Read a table by its key."""
        return {row[key]: row for row in self.rows(table)}

    def day(self, words: str) -> date:
        """Return the day that is meant, moved; the 31st becomes a shorter month's last."""
        day = date.fromisoformat(words[:10])
        years, month = divmod(day.month - 1 + self.months_later, MONTHS)
        year, month = day.year + years, month + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))

    def noon(self, words: str) -> datetime:
        """Return the noon of the day that is meant, in the shop's time."""
        return timezone.make_aware(datetime.combine(self.day(words), time(12)))


def months_until(today: date) -> int:
    """Return how many months, whole quarters, the data moves to end before today."""
    months = (today.year - ENDS.year) * MONTHS + today.month - ENDS.month - (today.day <= ENDS.day)
    return max(0, months - months % QUARTER)


def money(words: str) -> Decimal:
    """Return an amount in major units, rounded to the cent; nothing is nought."""
    return as_stored(Decimal(words or 0))


def address_of(words: str) -> str:
    """Return an e-mail address of the data under the reserved name."""
    return words.strip().lower().replace(REAL_DOMAIN, DOMAIN)
