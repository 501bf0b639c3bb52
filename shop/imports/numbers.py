"""Numbers as people and shop programs write them: with currency signs, thousands' signs, either decimal sign.

"1.500" is fifteen hundred or one and a half. The value alone does not say which, so the whole column
decides (`NumberStyle`), and where it does not either, the value is refused instead of guessed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from shop.imports.errors import BadValueError

POINT, COMMA = ".", ","
# Spaces of all widths and apostrophes divide thousands in some countries.
FILLERS = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]")
MINUS = re.compile(r"[−–﹣－]")
CURRENCY = re.compile(
    r"^(?:[A-Z]{3}|[A-Z]{0,3}[$€£¥￥₩₹]|kr\.?|zł|Kč|Fr\.?)|(?:[A-Z]{3}|[$€£¥￥₩₹]|kr\.?|zł|Kč|元)$"
)
DOLLARS = {"USD", "TWD", "HKD", "AUD", "CAD", "NZD", "SGD", "MXN", "BRL"}
SIGNS = {
    "$": DOLLARS,
    "€": {"EUR"},
    "£": {"GBP"},
    "¥": {"JPY", "CNY"},
    "￥": {"JPY", "CNY"},
    "₩": {"KRW"},
    "₹": {"INR"},
    "kr": {"SEK", "NOK", "DKK", "ISK"},
    "zł": {"PLN"},
    "Kč": {"CZK"},
    "Fr": {"CHF"},
    "元": {"CNY", "TWD", "HKD"},
}
GROUPED = {sign: re.compile(rf"-?\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+\Z") for sign in (POINT, COMMA)}


def plain(value: str) -> str:
    """Return a number's text without currency, spaces and apostrophes, its minus in front."""
    text = MINUS.sub("-", value.strip())
    bare = FILLERS.sub("", CURRENCY.sub("", text.removeprefix("-").strip()))
    return f"-{bare}" if text.startswith("-") else bare


def check_sign(value: object, column: str, *, currency: str) -> None:
    """Refuse an amount with the sign or code of another currency than the one it is to be in."""
    if not isinstance(value, str):
        return
    for found in CURRENCY.findall(MINUS.sub("-", value.strip()).removeprefix("-").strip()):
        known = SIGNS.get(found.rstrip(".")[-1:] if found[-1:] in "$€£¥￥₩₹" else found.rstrip("."), {found})
        if found and currency not in known:
            raise BadValueError(
                column,
                _("“%(value)s” is not in %(currency)s") % {"value": value.strip(), "currency": currency},
            )


def decimal_sign(value: object) -> str:
    """Return the decimal sign that a value shows without doubt, empty where it shows none."""
    if not isinstance(value, str):
        return ""
    text = plain(value)
    point, comma = text.rfind(POINT), text.rfind(COMMA)
    if point < 0 and comma < 0:
        return ""
    if point >= 0 and comma >= 0:
        return POINT if point > comma else COMMA
    sign = POINT if point >= 0 else COMMA
    if GROUPED[sign].match(text):
        # "1.234.567" is no fraction: the other sign is the decimal one.
        return (COMMA if sign == POINT else POINT) if text.count(sign) > 1 else ""
    return sign if re.fullmatch(rf"-?\d*{re.escape(sign)}\d+", text) else ""


@dataclass
class NumberStyle:
    """Which decimal sign the columns of a file use: what all of a column's values show."""

    signs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look_at(self, row: Mapping[str, object], columns: Iterable[str]) -> None:
        """Note what a row's cells show."""
        for column in columns:
            if sign := decimal_sign(row.get(column)):
                self.signs[column].add(sign)

    def read(self, value: object, column: str) -> object:
        """Return a text as a number with a decimal point; what is no text stays as it is.

        Raises BadValueError where neither value nor column say what it means.
        """
        if not isinstance(value, str):
            return value
        text, shown = plain(value), decimal_sign(value)
        both = POINT in text and COMMA in text
        if not shown:
            sign = next((sign for sign in (POINT, COMMA) if sign in text), "")
            if not sign or not GROUPED[sign].match(text):
                return text if text.strip("-") else value
            seen = self.signs.get(column, set())
            if len(seen) != 1:
                raise BadValueError(
                    column,
                    _(
                        "“%(value)s” is unclear: write %(whole)s without a sign, "
                        "or a fraction with two decimals"
                    )
                    % {"value": value.strip(), "whole": text.replace(sign, "")},
                )
            shown = next(iter(seen))
        other = COMMA if shown == POINT else POINT
        whole, _sign, part = text.rpartition(shown) if shown in text else (text, "", "")
        if both and not re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(other)}\d{{3}})*", whole):
            return text
        return whole.replace(other, "") + (f".{part}" if part else "")
