"""Days as banks write them in a CSV; the whole column decides whether day or month stands first."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
MONTHS = {
    **dict.fromkeys(("jan", "january", "januar", "jän", "jänner", "janvier", "janv"), 1),
    **dict.fromkeys(("feb", "february", "februar", "février", "fevrier", "févr", "fév"), 2),
    **dict.fromkeys(("mar", "march", "märz", "maerz", "mär", "mrz", "mars"), 3),
    **dict.fromkeys(("apr", "april", "avril", "avr"), 4),
    **dict.fromkeys(("may", "mai"), 5),
    **dict.fromkeys(("jun", "june", "juni", "juin"), 6),
    **dict.fromkeys(("jul", "july", "juli", "juillet", "juil"), 7),
    **dict.fromkeys(("aug", "august", "août", "aout"), 8),
    **dict.fromkeys(("sep", "sept", "september", "septembre"), 9),
    **dict.fromkeys(("oct", "okt", "october", "oktober", "octobre"), 10),
    **dict.fromkeys(("nov", "november", "novembre"), 11),
    **dict.fromkeys(("dec", "dez", "december", "dezember", "décembre", "decembre", "déc"), 12),
}
TIME = r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
CHINESE = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{TIME}")
PARTED = re.compile(rf"(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d{{2}}){TIME}")
NAMED = re.compile(rf"(\d{{1,2}})[\s.-]*([^\W\d]+)[\s.,-]*(\d{{4}}|\d{{2}}){TIME}")
NAMED_FIRST = re.compile(rf"([^\W\d]+)[\s.]*(\d{{1,2}}),?\s*(\d{{4}}){TIME}")
MOST_MONTHS = 12
EARLIEST = 1990


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text)[:60].split())


def day_order_of(texts: Iterable[str]) -> str | None:
    """Decide for a whole column of days like 02/11/2026; None where nothing in it decides.

    Points are written with the day first. Raises StatementError when the column contradicts itself.
    """
    told: dict[str, str] = {}
    is_open = False
    for text in texts:
        found = PARTED.fullmatch(_tidy(text))
        if found is None or found[2] == ".":
            continue
        first, second = int(found[1]), int(found[3])
        if first > MOST_MONTHS or second > MOST_MONTHS:
            told[DAY_FIRST if first > MOST_MONTHS else MONTH_FIRST] = text
        is_open = is_open or first != second
    if len(told) > 1:
        message = _("Days are written in two ways: “%(one)s” and “%(other)s”. Please export them in one.")
        raise StatementError(message % {"one": told[DAY_FIRST], "other": told[MONTH_FIRST]})
    return next(iter(told), None if is_open else DAY_FIRST)


def day_of(text: str, *, day_order: str = DAY_FIRST) -> date:
    """Read a day. Raises StatementError."""
    tidy = _tidy(text)
    try:
        year, month, day = _numbers(tidy, day_order)
        found = date(year, month, day)
    except (ValueError, TypeError) as error:
        raise StatementError(_("“%(text)s” is not a date.") % {"text": text[:60]}) from error
    if found.year < EARLIEST:
        raise StatementError(_("“%(text)s” is not a date.") % {"text": text[:60]})
    return found


def _numbers(tidy: str, day_order: str) -> tuple[int, int, int]:
    """Return year, month and day. Raises ValueError."""
    if found := ISO.fullmatch(tidy):
        return int(found[1]), int(found[3]), int(found[4])
    if found := CHINESE.fullmatch(tidy) or PLAIN.fullmatch(tidy):
        return int(found[1]), int(found[2]), int(found[3])
    if found := PARTED.fullmatch(tidy):
        one, two = int(found[1]), int(found[3])
        day, month = (two, one) if day_order == MONTH_FIRST and found[2] != "." else (one, two)
        return _year(found[4]), month, day
    if found := NAMED.fullmatch(tidy):
        return _year(found[3]), MONTHS.get(found[2].casefold(), 0), int(found[1])
    if found := NAMED_FIRST.fullmatch(tidy):
        return int(found[3]), MONTHS.get(found[1].casefold(), 0), int(found[2])
    raise ValueError(tidy)


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text)  # noqa: PLR2004 - two digits
