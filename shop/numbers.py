"""Numbers that a browser sent, read within the bounds of the columns that they meet."""

LARGEST_ID = 2**63 - 1
MOST_DIGITS = len(str(LARGEST_ID))


def whole_number(text: object, *, most: int = LARGEST_ID) -> int | None:
    """Return a whole number from 0 to `most`; None for anything else, however long it is.

    `int` raises for 4,300 digits and more, SQLite for what is beyond 64 bits.
    """
    digits = str(text) if isinstance(text, str | int) else ""
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MOST_DIGITS:
        return None
    number = int(digits)
    return number if number <= most else None
