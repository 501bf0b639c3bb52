"""Text as a face can draw it, in lines of a width."""

import unicodedata
from collections.abc import Callable, Iterator

from shop.pdf.faces import MISSING, Face

#: Begins no line.
CLOSING = frozenset("!%),.:;?]}·’”…‰℃、。々〉》」』】〕〗〞！％），．：；？］｝～")
#: Ends no line.
OPENING = frozenset("([{£¥‘“〈《「『【〔〖〝（［｛￡￥$€")
#: A line may end behind it.
BREAKS = frozenset(" -/\u00ad\u200b")
IDEOGRAPHS = "\u2e80"
TABULATOR = {"\t": " ", "\r": "", "\u00a0": "\u00a0", "\u2011": "-", "\u202f": "\u00a0"}


def drawable(text: str, face: Face) -> str:
    """Return a text of characters that the face has.

    Marks of one letter become one with it where there is such a letter; what shows nothing (controls,
    joiners, variants) goes, and what cannot be drawn becomes an empty box.
    """
    known = face.cmap
    found = []
    for char in unicodedata.normalize("NFC", str(text)):
        if char == "\n" or (ord(char) in known and char not in TABULATOR):
            found.append(char)
        elif char in TABULATOR:
            found.append(TABULATOR[char])
        elif unicodedata.category(char)[0] not in "CM":
            found.append(MISSING)
    return "".join(found)


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters."""
    if after in CLOSING or before in OPENING or after == " ":
        return False
    return before in BREAKS or before >= IDEOGRAPHS or after >= IDEOGRAPHS


def lines_of(text: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than `limit`; a word that is wider is broken anywhere."""
    return [line for part in text.split("\n") for line in _broken(part, limit, width)]


def _broken(text: str, limit: float, width: Callable[[str], float]) -> Iterator[str]:
    start, taken, chance = 0, 0.0, 0
    place = 0
    while place < len(text):
        char = text[place]
        if place > start and may_break(text[place - 1], char):
            chance = place
        taken += width(char)
        # A space that ends the line takes no room.
        if taken > limit and place > start and char != " ":
            end = chance if chance > start else place
            yield text[start:end].rstrip(" ")
            start = chance = end
            taken = sum(map(width, text[start : place + 1]))
        place += 1
    yield text[start:].rstrip(" ")
