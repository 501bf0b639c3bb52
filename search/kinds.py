"""What a thing is, read from how it is called: the head noun.

"Rice bowl for soup, 24 cm" is a bowl and "Sleeve for laptops" is no laptop: the last word of a name before
what it is for, what it comes with and how large it is. Names of products, of the categories in which they
stand and what somebody typed are read alike, so that a thing stands before what only goes with it. No list
of kinds is kept: they are the shop's own words.
"""

import re

from search.text import LONGEST_TOKEN, split_words, stem
from shop.tokens import is_cjk

# What follows these says what a thing is for or how it is, not what it is.
_REST = re.compile(
    r"\b(?:for|fits|compatible|with|without|from|in|by|under|of)\b|\b[wf]/|适用|適用|兼容|[,;:(\[+|，；：（【]|\s[-–—]\s",
    re.IGNORECASE,
)
_AND = re.compile(r"\s(?:and|or)\s|[&/、]|[与與和及或]", re.IGNORECASE)
LONGEST_UNIT = 2
NOUN_ENDING = "子"


def kinds_in(text: str) -> tuple[str, ...]:
    """Return the tokens of what a name says that a thing is; empty where it says nothing.

    Its last word as its stem, and with the one before as one word (`tea cup`: `cup`, `teacup`); of Chinese
    the character that carries the kind, the last (瓷碗: 碗).
    """
    words = _names(_REST.split(text, maxsplit=1)[0])
    if not words:
        return ()
    if is_cjk(words[-1]):
        return (_chinese_kind(words[-1]),)
    kinds = [stem(words[-1])]
    if len(words) > 1 and not is_cjk(words[-2]):
        kinds.append(stem(f"{words[-2]}{words[-1]}"[:LONGEST_TOKEN]))
    return tuple(kinds)


def _chinese_kind(word: str) -> str:
    """Return the character that carries the kind: the last, but for 子 that only makes a noun (杯子: 杯)."""
    return word[-2] if len(word) > 1 and word[-1] == NOUN_ENDING else word[-1]


def kinds_of(names: tuple[str, ...]) -> list[str]:
    """Return the kinds of all these names, each once, in order."""
    return list(dict.fromkeys(kind for name in names for kind in kinds_in(name)))


def listed_in(name: str) -> list[str]:
    """Divide the name of a category that lists several (`Bowls & plates`); a product's is no list."""
    return [part.strip() for part in _AND.split(name) if part.strip()]


def _names(phrase: str) -> list[str]:
    """Return the words of a phrase without numbers and the units that follow them."""
    kept: list[str] = []
    follows_number = False
    for word in split_words(phrase):
        is_number = any(sign.isdigit() for sign in word)
        if not is_number and not (follows_number and len(word) <= LONGEST_UNIT):
            kept.append(word)
        follows_number = is_number
    return kept
