"""Amounts as banks write them in a CSV: which sign parts the cents is decided by the whole column."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _

from shop.payments.exceptions import StatementError

SIGNS = {"−": "-", "–": "-", "—": "-", "﹣": "-", "‐": "-", "‑": "-"}
GROUPING = "'’ʼ`´_·"
CURRENCY_SIGNS = "€$£¥₤₣₽₹元"
# Debit or credit behind the number, as in "48,00 S" or "12.00 CR".
MARKS = {"S": True, "D": True, "DR": True, "H": False, "C": False, "CR": False, "K": False}
LONGEST = 60
GROUPED = re.compile(r"\d{1,3}(?:\.\d{2,3})*\.\d{3}|\d{1,3}(?:,\d{2,3})*,\d{3}")


class Direction(Enum):
    """Where money went."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True)
class WrittenAmount:
    """An amount as it is written: digits with commas and points, the sign and a mark read off."""

    body: str
    is_negative: bool
    mark: Direction | None = None
    currency: str = ""


def split_amount(text: str) -> WrittenAmount:
    """Take an amount apart: "(12.00)", "9,90-", "−5,00", "+5,00 EUR", "1'234.50", "48,00 S".

    Raises StatementError for what is none.
    """
    plain = "".join(SIGNS.get(letter, letter) for letter in unicodedata.normalize("NFKC", text))
    plain = "".join(letter for letter in plain if not letter.isspace() and letter not in GROUPING).upper()
    found = None
    if len(plain) <= LONGEST:
        found = re.fullmatch(
            rf"(?P<open>\()?(?P<lead>[-+])?(?P<before>[A-Z]{{3}}|[{CURRENCY_SIGNS}])?(?P<inner>[-+])?"
            rf"(?P<body>[0-9.,]*[0-9][0-9.,]*)(?P<trail>[-+])?(?P<after>[A-Z]{{3}}|[{CURRENCY_SIGNS}])?"
            r"(?P<last>[-+])?(?P<mark>S|H|C|D|K|CR|DR)?(?P<close>\))?",
            plain,
        )
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise StatementError(_("“%(text)s” is not an amount.") % {"text": text[:LONGEST]})
    signs = [found[name] for name in ("lead", "inner", "trail", "last") if found[name]]
    if len(signs) + bool(found["open"]) > 1:
        raise StatementError(_("“%(text)s” is not an amount.") % {"text": text[:LONGEST]})
    code = found["before"] or found["after"] or ""
    mark = MARKS.get(found["mark"] or "")
    return WrittenAmount(
        body=found["body"],
        is_negative="-" in signs or bool(found["open"]),
        mark=None if mark is None else Direction.OUT if mark else Direction.IN,
        currency=code if code.isascii() and code.isalpha() else "",
    )


def decimal_mark_in(body: str) -> str | None:
    """Tell which sign parts the cents of one number: "," or "."; "" for none, None where it is unclear."""
    marks = [letter for letter in body if letter in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:  # noqa: PLR2004 - both signs
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    whole, _mark, part = body.partition(marks[0])
    could_be_thousands = len(part) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")  # noqa: PLR2004
    return None if could_be_thousands else marks[0]


def decimal_mark_of(bodies: Iterable[str]) -> str | None:
    """Decide for a whole column; None where nothing decides. Raises StatementError on a contradiction."""
    told = {mark: body for body in bodies if (mark := decimal_mark_in(body))}
    if len(told) > 1:
        message = _("Amounts are written in two ways: “%(one)s” and “%(other)s”. Please export them in one.")
        raise StatementError(message % {"one": told["."], "other": told[","]})
    return next(iter(told), None)


def amount_of(body: str, *, decimal_mark: str) -> Decimal:
    """Read a number whose cents stand behind `decimal_mark`. Raises StatementError for wrong groups."""
    whole, _mark, part = body.partition(decimal_mark)
    grouping = "." if decimal_mark == "," else ","
    is_grouped = GROUPED.fullmatch(whole) is not None or whole.isdigit() or (not whole and part)
    if not is_grouped or (part and not part.isdigit()) or grouping in part:
        raise StatementError(_("“%(text)s” is not an amount.") % {"text": body})
    return Decimal(f"{whole.replace(grouping, '') or '0'}.{part or '0'}")
