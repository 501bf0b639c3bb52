"""Codes of gift cards: `7KQM-2XWD-9F3H-TB6Z-V4RC`, twenty characters of 32, 100 bits.

A code is made of a card's random salt by HMAC with a secret of the environment (KILN_GIFT_CARD_KEY, else the
secret key), and found by another HMAC of it: neither the database alone nor the secret alone gives one. So a
mail that is written twice names the same code, and a printed one can be printed again. Another salt is
another code; another secret makes all codes that are out useless.

The alphabet has no I, L, O and U; who types them is understood: O is 0, I and L are 1.
"""

import hmac
import secrets

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 20, 4
BITS = 5
_MISREAD = str.maketrans("OIL", "011")


def new_salt() -> str:
    """Return 128 random bits."""
    return secrets.token_hex(16)


def code_of(salt: str) -> str:
    """Return the code of a card with this salt, in groups of four."""
    number = int.from_bytes(_digest("code", salt)[:16], "big")
    code = "".join(ALPHABET[(number >> (BITS * place)) % len(ALPHABET)] for place in range(LENGTH))
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def hash_of(code: str) -> str:
    """Return what a card is found by, of a code as somebody typed it; "" for what can be no code."""
    plain = normalised_code(code)
    return _digest("hash", plain).hex() if plain else ""


def normalised_code(typed: str) -> str:
    """Return a code as it was made, without dashes: any case, blanks and dashes go; "" for what is none."""
    kept = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_MISREAD)
    return kept if len(kept) == LENGTH and set(kept) <= set(ALPHABET) else ""


def _digest(purpose: str, text: str) -> bytes:
    secret = settings.KILN_GIFT_CARD_KEY or settings.SECRET_KEY
    return hmac.digest(secret.encode(), f"kiln.gift-card.{purpose}:{text}".encode(), "sha256")
