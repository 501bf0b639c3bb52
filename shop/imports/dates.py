"""Dates as people and programs write them: 2026-01-31, 31.01.2026, 1/31/2026, 20260131, 2026年1月31日.

"03/04/2026" is the third of April or the fourth of March. The value alone does not say which, so the whole
column decides (`DateStyle`), and where it does not either, the value is refused instead of guessed.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shop.imports.errors import BadValueError

YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?\Z")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T.*)?\Z")
DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?: .*)?\Z")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: .*)?\Z")
DAY, MONTH = "day", "month"
MONTHS = 12


@dataclass
class DateStyle:
    """Whether the columns of a file write the day or the month first: what all of a column's values show."""

    firsts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look_at(self, row: Mapping[str, object], columns: Iterable[str]) -> None:
        """Note what a row's cells show."""
        for column in columns:
            if shown := first_part(row.get(column)):
                self.firsts[column].add(shown)

    def read(self, value: object, column: str) -> dt.date:
        """Return a date. Raises BadValueError for what is none, and where nothing says what it means."""
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        text = str(value).strip()
        if found := YEAR_FIRST.match(text) or COMPACT.match(text):
            return _date(found[1], found[2], found[3], text, column)
        if found := DOTTED.match(text):
            return _date(found[3], found[2], found[1], text, column)
        if found := SLASHED.match(text):
            first = first_part(text) or "".join(self.firsts.get(column, ()))
            if first not in {DAY, MONTH}:
                words = _("“%(value)s” may be two dates; write it as 2026-01-31")
                raise BadValueError(column, words % {"value": text[:40]})
            day, month = (found[1], found[2]) if first == DAY else (found[2], found[1])
            return _date(found[3], month, day, text, column)
        raise _no_date(text, column)


def first_part(value: object) -> str:
    """Return whether a value has the day or the month first; empty where it does not show."""
    found = SLASHED.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        return ""
    first, second = int(found[1]), int(found[2])
    return DAY if first > MONTHS >= second else MONTH if second > MONTHS >= first else ""


def _date(year: str, month: str, day: str, text: str, column: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        raise _no_date(text, column) from None


def _no_date(text: str, column: str) -> BadValueError:
    return BadValueError(column, _("“%(value)s” is not a date such as 2026-01-31") % {"value": text[:40]})
