"""What a number in a workbook is shown as: a date, or digits whose zeros belong to it (0017)."""

import datetime as dt
import math
import re
from functools import lru_cache

from django.utils.translation import gettext as _

from shop.spreadsheets.cells import Unusable

GENERAL = "General"
SHOWN_ZEROS = re.compile(r'(?:0|[-/ ()]|\\.|"[^"]*")+(?:\.0+)?\Z')
LITERAL = re.compile(r'"([^"]*)"|\\(.)|(.)')
EXACT_DIGITS = 15


@lru_cache(maxsize=1024)
def is_date(code: str) -> bool:
    """Say whether a format shows a day or a time of day."""
    from openpyxl.styles.numbers import is_date_format  # noqa: PLC0415 - 5 MB that no visitor's page needs

    return bool(is_date_format(code))


@lru_cache(maxsize=1024)
def shows_zeros(code: str) -> bool:
    """Say whether a format is digits that are always shown: 0000, 0.000, 000-000."""
    section = code.partition(";")[0]
    return bool(SHOWN_ZEROS.match(section)) and section not in {"0", ""} and "0" in section


def built_in(number: int) -> str:
    """Return the format that has a number of its own in every workbook."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415

    return str(BUILTIN_FORMATS.get(number, GENERAL))


def shown(raw: str, code: str, *, is_1904: bool) -> object:
    """Return a number cell's value: int or float, text where zeros are shown, or a date.

    A number that its format would round keeps its own digits.
    """
    number = _finite(raw)
    if number is None:
        return Unusable(_("holds a number that cannot be read"))
    if is_date(code):
        return _day(number, is_1904=is_1904)
    if number >= 0 and shows_zeros(code):
        text = _digits(number, code.partition(";")[0])
        if text is not None:
            return text
    if number.is_integer() and abs(number) < 10**EXACT_DIGITS:
        return int(number)
    return float(f"{number:.{EXACT_DIGITS}g}")


def _finite(raw: str) -> float | None:
    try:
        number = float(raw)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _digits(number: float, code: str) -> str | None:
    """Write a number into the places of a format; None where that would lose some of it."""
    places, _point, decimals = code.rpartition(".") if re.search(r"\.0+\Z", code) else (code, "", "")
    written = f"{number:.{len(decimals)}f}"
    if float(written) != float(f"{number:.{EXACT_DIGITS}g}"):
        return None
    whole, _point, fraction = written.partition(".")
    tokens = [quoted or escaped or plain for quoted, escaped, plain in LITERAL.findall(places)]
    is_place = [plain == "0" for _quoted, _escaped, plain in LITERAL.findall(places)]
    whole = whole.rjust(sum(is_place), "0")
    head, digits = whole[: len(whole) - sum(is_place)], iter(whole[len(whole) - sum(is_place) :])
    text, is_first = "", True
    for token, place in zip(tokens, is_place, strict=True):
        if place:
            text += (head if is_first else "") + next(digits)
            is_first = False
        else:
            text += token
    return f"{text}.{fraction}" if fraction else text


def _day(number: float, *, is_1904: bool) -> object:
    from openpyxl.utils.datetime import (  # noqa: PLC0415
        CALENDAR_MAC_1904,
        CALENDAR_WINDOWS_1900,
        from_excel,
    )

    epoch = CALENDAR_MAC_1904 if is_1904 else CALENDAR_WINDOWS_1900
    try:
        moment = from_excel(number, epoch) if number >= 0 else None
    except (ValueError, OverflowError):
        moment = None
    if isinstance(moment, dt.datetime):
        return moment.date() if moment.time() == dt.time(0) else moment
    if isinstance(moment, dt.date | dt.time):
        return moment
    return Unusable(_("holds a date that does not exist"))
