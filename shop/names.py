"""A person's name in one piece, in the order of its own language."""

import unicodedata

#: How the Unicode names of letters begin whose languages put the family name first, without a space.
EASTERN = ("CJK UNIFIED", "CJK COMPATIBILITY", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")


def is_eastern(name: str) -> bool:
    """Say whether a name is written in Chinese, Japanese or Korean letters and in no others."""
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(letter, "").startswith(EASTERN) for letter in letters)


def full_name(first_name: str, last_name: str) -> str:
    """Return "Anna Weber", but "王淑芬": a name in eastern letters begins with the family's."""
    first, last = first_name.strip(), last_name.strip()
    if first and last and is_eastern(first + last):
        return f"{last}{first}"
    return f"{first} {last}".strip()
