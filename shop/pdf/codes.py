"""Bar codes as rows of modules."""

from collections.abc import Iterator
from itertools import groupby

import segno
from barcode import Code128

QUIET_ZONE = 4


def code128_modules(text: str) -> str:
    """Return the modules of a Code 128 as a text of 0 and 1. Raises ValueError for what is not ASCII."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError(f"A bar code holds printable ASCII only, not {text!r}.")
    return str(Code128(text).build()[0])


def qr_modules(text: str) -> list[str]:
    """Return the rows of a QR code, level M, without its quiet zone."""
    code = segno.make(text, error="m", micro=False)
    return ["".join("1" if module else "0" for module in row) for row in code.matrix]


def runs(modules: str) -> Iterator[tuple[int, int]]:
    """Yield where dark modules begin and how many follow each other."""
    place = 0
    for module, group in groupby(modules):
        count = len(list(group))
        if module == "1":
            yield place, count
        place += count
