"""What staff type into a search box, as the database is asked for it.

Nobody knows how a thing was written down: part of a number, a telephone number with or without its country,
a name in either order, in full-width letters. Each function returns a condition of one part, or None where
what was typed can be no such thing. No index answers them: `filter_by_scan` reads the table once.
"""

import re
import unicodedata

from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Replace
from django.db.models.lookups import Contains, IContains

from shop.names import is_eastern

SHORTEST_PHONE = 4
SHORTEST_NUMBER = 3
FAMILY_NAMES = (1, 2)
PHONE = re.compile(r"[+\d\s()/.\-]+")
NUMBER = re.compile(r"[A-Z0-9]+")


def typed(text: str) -> str:
    """Return what was typed in half-width letters, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _spellings(word: str) -> set[str]:
    """SQLite knows the two cases of ASCII letters only: the others are asked for in each."""
    return {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}


def contains(field: str, text: str) -> Q:
    """Return the condition that a field contains a text, in whichever case."""
    wanted = Q()
    for spelling in _spellings(text):
        wanted |= Q(**{f"{field}__icontains": spelling})
    return wanted


def number_contains(field: str, text: str) -> Q | None:
    """Return the condition that a number (an order's) contains a text; spaces and dashes do not count."""
    squashed = re.sub(r"[\s\-]", "", text).upper()
    if len(squashed) < SHORTEST_NUMBER or not NUMBER.fullmatch(squashed):
        return None
    return Q(Contains(Replace(F(field), Value("-"), Value("")), squashed))


def phone_digits(text: str) -> str:
    """Return the digits by which a number is found as E.164 keeps it; "" where none was typed.

    "+49 (0)3521 32 96", "0049 3521 3296" and "03521/3296" lead to the digits behind the zeros.
    """
    if not PHONE.fullmatch(text):
        return ""
    digits = "".join(filter(str.isdecimal, text.replace("(0)", ""))).lstrip("0")
    return digits if len(digits) >= SHORTEST_PHONE else ""


def name_contains(text: str, *fields: str) -> Q:
    """Return the condition that a name, in one field or two (first, last), has all words of a text.

    A name in eastern letters is found with and without a space, and whichever part stands first.
    """
    wanted = Q()
    for word in text.split():
        in_any = Q()
        for field in fields:
            in_any |= contains(field, word)
        wanted &= in_any
    squashed = text.replace(" ", "")
    if is_eastern(squashed) and len(squashed) > 1:
        whole = Concat(*fields) if len(fields) > 1 else F(fields[0])
        bare = Replace(whole, Value(" "), Value(""))
        for spelling in {squashed, *(_turned(squashed, by) for by in FAMILY_NAMES)}:
            wanted |= Q(IContains(bare, spelling))
    return wanted


def _turned(name: str, by: int) -> str:
    """Put the family's name behind the other: of "王淑芬" it is the first letter, or the first two."""
    return name[by:] + name[:by]
