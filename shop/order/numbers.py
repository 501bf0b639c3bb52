"""Order numbers: K26-7F3QW9ZDM4.

`K` is the channel (the web shop), `26` the year, then eight characters that spell the order's place in
its channel's and year's sequence, and two check characters. The alphabet has 31 characters, digits and
capitals without 0, 1, I, O and U, which are misread.

The place is scrambled first by a permutation of all 31^8 places, with a key (`_scrambled`): two places
never give one number, and without the key a number tells neither the next nor how many there are.

The check characters make the number a word of a Reed-Solomon code over the field of 31 elements (31 is
prime): any two wrong characters are noticed, and so is any pair that was swapped, channel and year
included; of other words one in 961 passes. Numbers from before had one check character and are known still.
"""

import hmac
import re

from django.conf import settings

WEB = "K"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"
FIELD = len(ALPHABET)
PLACE_CHARACTERS = 8
PLACES = FIELD**PLACE_CHARACTERS
HALF = FIELD ** (PLACE_CHARACTERS // 2)
ROUNDS = 10
#: A generator of the field's multiplicative group: its first 30 powers all differ.
GENERATOR = 3
#: Characters behind the dash: of today's numbers, and of those from before.
TAILS = (PLACE_CHARACTERS + 2, PLACE_CHARACTERS + 1)
SHAPE = re.compile(rf"([A-Z]\d\d)-([{ALPHABET}]{{{TAILS[1]},{TAILS[0]}}})")


def prefix_of(*, channel: str = WEB, year: int) -> str:
    """Return what stands before the dash: a channel (one capital letter) and a year (as 2026)."""
    return f"{channel}{year % 100:02d}"


def number_at(place: int, *, prefix: str) -> str:
    """Return the number of a place (from 0) in a prefix's sequence. Raises ValueError beyond the last."""
    if not 0 <= place < PLACES:
        raise ValueError(f"{prefix} has no place {place}.")
    return with_checks(prefix, _spelled(_scrambled(place, prefix=prefix)))


def with_checks(prefix: str, body: str) -> str:
    """Return a whole number: prefix, dash, the eight characters and their check characters."""
    word = [ord(prefix[0]) - ord("A"), int(prefix[1:]) % FIELD, *map(ALPHABET.index, body)]
    # Both sums of the code have to vanish: two equations for the two characters at `last` and `last + 1`.
    last = len(word)
    one, two = (-_weighed(word, power) for power in (1, 2))
    a, b, c, d = (pow(GENERATOR, power, FIELD) for power in (last, last + 1, 2 * last, 2 * last + 2))
    inverse = pow(a * d - b * c, -1, FIELD)
    checks = ((one * d - two * b) * inverse % FIELD, (a * two - c * one) * inverse % FIELD)
    return f"{prefix}-{body}{''.join(ALPHABET[value] for value in checks)}"


def is_well_formed(number: str) -> bool:
    """Tell whether a typed number can be one of ours: shape and check characters are right."""
    shape = SHAPE.fullmatch(number)
    if shape is None:
        return False
    prefix, tail = shape.groups()
    if len(tail) == TAILS[0]:
        return with_checks(prefix, tail[:PLACE_CHARACTERS]) == number
    weights = enumerate(tail[:-1], start=2)
    total = sum(weight * ALPHABET.index(character) for weight, character in weights)
    return ALPHABET[-total % FIELD] == tail[-1]


def _weighed(word: list[int], power: int) -> int:
    return sum(value * pow(GENERATOR, power * at, FIELD) for at, value in enumerate(word))


def _scrambled(place: int, *, prefix: str) -> int:
    """Send a place to another: a Feistel network on two halves, as in NIST's FF1; one to one by its form."""
    secret = settings.KILN_ORDER_NUMBER_KEY or settings.SECRET_KEY
    key = hmac.digest(secret.encode(), b"kiln.order.number", "sha256")
    left, right = divmod(place, HALF)
    for turn in range(ROUNDS):
        noise = hmac.digest(key, f"{prefix}:{turn}:{right}".encode(), "sha256")
        left, right = right, (left + int.from_bytes(noise)) % HALF
    return left * HALF + right


def _spelled(value: int) -> str:
    letters = []
    for _letter in range(PLACE_CHARACTERS):
        value, digit = divmod(value, FIELD)
        letters.append(ALPHABET[digit])
    return "".join(reversed(letters))
