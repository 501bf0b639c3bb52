"""Traditional and simplified Chinese as one: 藍瓷 and 蓝瓷 are the same words to whoever looks for them."""

from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "simplified.txt"


def simplified(text: str) -> str:
    """Return a text with traditional characters as their simplified ones; others stay.

    Character by character, as words are compared: what is read is never written so.
    """
    return text if text.isascii() else text.translate(_characters())


@cache
def _characters() -> dict[int, str]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    pairs = " ".join(line for line in lines if not line.startswith("#")).split()
    return str.maketrans({pair[0]: pair[1] for pair in pairs})
