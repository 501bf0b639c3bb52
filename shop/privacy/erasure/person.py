"""Who is to be forgotten: the keys that are proved theirs, and the words by which texts name them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

import phonenumbers

from shop.contact_data import email_spellings
from shop.tokens import is_cjk

ERASED = "[erased]"
#: A word of a name shorter than this is left in texts: too many other words hold it.
SHORTEST_NAME = 3
SHORTEST_CJK_NAME = 2
SHORTEST_LINE = 5
SEPARATORS = r"[\s().\-/\u00a0]*"


@dataclass(kw_only=True)
class Person:
    """What leads to somebody. Collectors (`registry.COLLECTORS`) complete it before anything is erased.

    `users`, `customers`, `orders` and `baskets` are primary keys; `emails` stand in lower case, in every
    spelling, and are shown to be theirs: rows that go by one of them are erased. `names`, `phones` and
    `lines` (of postal addresses) prove nothing, since others share them: they are only struck out of texts
    that belong to the person. `is_whole_record`: staff say that all of the customers is theirs.
    `takes_accounts`: who has the mailbox of an account's address has the account.
    """

    users: set[int] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    customers: set[int] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    baskets: set[int] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)
    is_whole_record: bool = False
    takes_accounts: bool = False

    def add_email(self, email: str) -> None:
        """Add an address that is shown to be theirs."""
        self.emails |= {spelling for spelling in email_spellings(email) if "@" in spelling}

    def add_name(self, name: str) -> None:
        """Add a name as it was written."""
        if name.strip():
            self.names.add(name.strip())

    def add_phone(self, phone: object) -> None:
        """Add a telephone number in any spelling."""
        text = str(getattr(phone, "as_e164", None) or phone or "").strip()
        if sum(character.isdigit() for character in text) >= SHORTEST_LINE:
            self.phones.add(text)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Add lines of a postal address that lead to a door."""
        self.lines |= {line.strip() for line in lines if len((line or "").strip()) >= SHORTEST_LINE}

    @property
    def is_empty(self) -> bool:
        """Say whether nothing leads to anybody."""
        return not (self.users or self.emails or self.customers or self.orders)

    def size(self) -> int:
        """Return a number that grows while collectors find more."""
        return sum(
            len(found)
            for found in (
                *(self.users, self.emails, self.customers, self.orders, self.baskets),
                *(self.phones, self.names, self.lines),
            )
        )

    def keys(self) -> list[str]:
        """List what names this person and nobody else, to look for in texts of any kind: their addresses."""
        return sorted(self.emails)

    def patterns(self) -> list[re.Pattern[str]]:
        """Return what is struck out of texts that belong to the person, the longest words first."""
        words = [re.escape(word) for email in self.emails for word in (email, quote(email))]
        words += [re.escape(line) for line in self.lines]
        words += [_phone_pattern(phone) for phone in self.phones]
        words += [pattern for name in self.names for pattern in _name_patterns(name)]
        ordered = sorted(set(filter(None, words)), key=len, reverse=True)
        return [re.compile(word, re.IGNORECASE) for word in ordered]

    def redact_text(self, text: str, patterns: list[re.Pattern[str]] | None = None) -> str:
        """Return a text with `ERASED` in place of every word that names the person."""
        for pattern in self.patterns() if patterns is None else patterns:
            text = pattern.sub(ERASED, text)
        return text

    def redact(self, value: object, patterns: list[re.Pattern[str]] | None = None) -> object:
        """Return plain JSON with all its texts redacted."""
        patterns = self.patterns() if patterns is None else patterns
        if isinstance(value, str):
            return self.redact_text(value, patterns)
        if isinstance(value, dict):
            return {key: self.redact(part, patterns) for key, part in value.items()}
        if isinstance(value, list):
            return [self.redact(part, patterns) for part in value]
        return value


def _phone_pattern(phone: str) -> str:
    """Match a number in whichever spelling: with country code, or as it is dialled at home."""
    try:
        parsed = phonenumbers.parse(phone, None)
        digits = str(parsed.national_number)
        code = rf"(?:(?:\+|00){SEPARATORS}{parsed.country_code})?{SEPARATORS}(?:\(?0\)?)?{SEPARATORS}"
    except phonenumbers.NumberParseException:
        digits, code = re.sub(r"\D", "", phone), r"\+?"
    if len(digits) < SHORTEST_LINE:
        return ""
    return code + SEPARATORS.join(digits)


def _name_patterns(name: str) -> list[str]:
    """Match the name in either order, and each word of it that is long enough to be told from others."""
    parts = name.split()
    patterns = [r"\s*".join(map(re.escape, order)) for order in (parts, parts[::-1])]
    for part in parts:
        if is_cjk(part[0]):
            if len(part) >= SHORTEST_CJK_NAME:
                patterns.append(re.escape(part))
        elif len(part) >= SHORTEST_NAME:
            patterns.append(rf"\b{re.escape(part)}\b")
    return [pattern for pattern in patterns if pattern]
