"""Which postcodes a row of prices speaks of: beginnings and ranges, as "10, 20000-29999, SW1"."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PATTERN = re.compile(r"^[0-9A-Z]+(-[0-9A-Z]+)?$")


def plain(postcode: str) -> str:
    """Return a postcode in capitals, without spaces and dashes: "sw1a 1aa" is SW1A1AA."""
    return re.sub(r"[\s-]", "", postcode).upper()


def normal_postcodes(text: str) -> str:
    """Return patterns as they are kept: capitals, without spaces, in order, each once.

    Raises ValidationError for what is no pattern, and for a range whose ends differ in length or order.
    """
    found = set()
    for part in text.upper().split(","):
        pattern = re.sub(r"\s", "", part).removesuffix("*")
        if not pattern:
            continue
        if not PATTERN.match(pattern):
            raise ValidationError(
                _("“%(text)s” is no postcode, no beginning of one and no range as 20000-29999."),
                code="postcode",
                params={"text": part.strip()},
            )
        first, _dash, last = pattern.partition("-")
        if last and (len(first) != len(last) or first > last):
            raise ValidationError(
                _("The range %(range)s needs two postcodes of the same length, the lower one first."),
                code="range",
                params={"range": pattern},
            )
        found.add(pattern)
    return ", ".join(sorted(found))


def specificity(patterns: str, postcode: str) -> int | None:
    """Return how closely patterns describe a postcode: 0 where they speak of all, None where it is not in.

    Otherwise the number of characters that the best pattern fixes.
    """
    if not patterns:
        return 0
    given = plain(postcode)
    found = [fixed for part in patterns.split(",") if (fixed := _fixed(part.strip(), given)) is not None]
    return max(found) if found else None


def _fixed(pattern: str, postcode: str) -> int | None:
    first, dash, last = pattern.partition("-")
    if not dash:
        return len(pattern) if postcode.startswith(pattern) else None
    if len(postcode) < len(first) or not first <= postcode[: len(first)] <= last:
        return None
    return next((at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
