"""Order numbers: K26-7F3QW9ZDM.

`K` is the channel (the web shop), `26` the year, then eight random characters and one
check character. The alphabet has 31 characters, digits and capitals without 0, 1, I, O
and U, which are misread; 31 is prime, so the weighted sum finds every single wrong
character and every pair swapped. 31^8 numbers a year (over 8 * 10^11) tell nobody how
many orders there are and cannot be guessed. The database's unique constraint has the
last word on a number drawn twice.
"""

import secrets
from datetime import date

WEB = "K"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 8


def new_number(*, channel: str = WEB, year: int) -> str:
    """Draw a number of a channel (one capital letter) and a year (as 2026)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{channel}{year % 100:02d}-{body}{_check_character(body)}"


def is_well_formed(number: str) -> bool:
    """Tell whether a typed number can be one of ours: shape and check character are right."""
    prefix, _dash, tail = number.partition("-")
    if len(prefix) != len("K26") or len(tail) != RANDOM_CHARACTERS + 1 or set(tail) - set(ALPHABET):
        return False
    return _check_character(tail[:-1]) == tail[-1]


def number_for_today(today: date) -> str:
    """Draw a number of the web shop for an order of this day."""
    return new_number(year=today.year)


def _check_character(body: str) -> str:
    """Weigh each character by its place (2, 3, ...) and take the sum modulo 31."""
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]
