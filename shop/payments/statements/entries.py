"""What is read from a statement: transfers that came in, and rows that pay nothing."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from shop.payments.statements.references import real_references

#: As much of a purpose as is looked at; a batch joins those of its parts.
LONGEST_TEXT = 4000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A transfer that came in: `amount` is what the bank credited, in the account's `currency`.

    `references` are those that name it beyond this one file. A `doubt`, in words for staff, keeps it
    from being booked by itself. `place` counts from 1 among those that look the same in one statement.
    """

    amount: Decimal
    currency: str
    booked_on: date
    account: str = ""
    payer: str = ""
    text: str = ""
    references: tuple[str, ...] = ()
    doubt: str = ""
    place: int = 1

    @property
    def reference(self) -> str:
        """Name it for good, whatever file it stands in."""
        told = [
            *(self.account, self.booked_on.isoformat(), str(self.amount), self.currency),
            *(sorted(self.references), alphanumeric(self.payer), alphanumeric(self.text)),
        ]
        digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:40]
        return digest if self.place == 1 else f"{digest}-{self.place}"


@dataclass(frozen=True, kw_only=True)
class SkippedRow:
    """A row that pays nothing, and why, in words for staff."""

    why: str
    day: date | None = None
    amount: Decimal | None = None
    currency: str = ""
    text: str = ""

    @classmethod
    def of(cls, entry: Entry, why: str) -> "SkippedRow":
        """Leave a transfer out."""
        return cls(
            why=why, day=entry.booked_on, amount=entry.amount, currency=entry.currency, text=entry.text
        )


@dataclass(frozen=True, kw_only=True)
class FormatQuestion:
    """What a file leaves open: an `example` from it, and the `answer` that was taken, "" for none."""

    name: str
    example: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class FormatChoices:
    """How staff want an unclear CSV read: `decimal_mark` "," or ".", `day_order` "dmy" or "mdy"."""

    decimal_mark: str = ""
    day_order: str = ""


@dataclass(frozen=True, kw_only=True)
class ParsedStatement:
    """A file as it was read; `kind` names the format."""

    kind: str
    entries: list[Entry] = field(default_factory=list)
    left_out: list[SkippedRow] = field(default_factory=list)
    questions: list[FormatQuestion] = field(default_factory=list)


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """Take out what no database and no page can hold: control characters; spaces become one."""
    plain = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text)
    return " ".join(plain.split())[:longest].strip()


def alphanumeric(text: str) -> str:
    """Reduce a text to its letters and digits, so that line breaks and case make no other transfer of it."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).upper() if letter.isalnum())


def make_entry(
    *, amount: Decimal, currency: str, booked_on: date, references: Iterable[str] = (), **texts: str
) -> Entry:
    """Make an entry of what a file says: texts cleaned, references that are none left out."""
    cleaned: dict[str, Any] = {name: clean(value) for name, value in texts.items()}
    return Entry(
        amount=amount,
        currency=currency,
        booked_on=booked_on,
        references=real_references(references),
        **cleaned,
    )


def number_duplicates(entries: Sequence[Entry]) -> list[Entry]:
    """Tell those of one statement apart that look the same: the second is another transfer."""
    seen: dict[str, int] = {}
    found = []
    for entry in entries:
        reference = entry.reference
        seen[reference] = seen.get(reference, 0) + 1
        found.append(replace(entry, place=seen[reference]))
    return found
