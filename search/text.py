"""Words as the engines keep them: tokens of titles, texts and part numbers."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from shop.chinese import simplified
from shop.tokens import is_cjk, normalise_text, singular, tokenize

__all__ = [
    "LONGEST_TOKEN",
    "code_tokens",
    "index_tokens",
    "joined_tokens",
    "looks_like_code",
    "measure_tokens",
    "normalise_code",
    "normalise_text",
    "pairs_of",
    "property_tokens",
    "split_words",
    "stem",
]
LONGEST_TOKEN, SHORTEST_CODE = 64, 5
# So many characters of Chinese are one word.
LONGEST_WORD = 2
_MEASURES = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)?)\s+([a-z]{1,3})(?![\w-])")
_SIGNS = re.compile(r"[.,]")


def split_words(text: str) -> list[str]:
    """Return the words of a text, none longer than is kept; traditional Chinese as simplified."""
    return [run[:LONGEST_TOKEN] for run in tokenize(simplified(text))]


def stem(word: str) -> str:
    """Return the form that a singular and its plural share (`batteries`: `battery`); others as they are."""
    shortest = 5
    if len(word) >= shortest and word.endswith("ies") and word.isascii() and word.isalpha():
        return f"{word[:-3]}y"
    return word if word.endswith("ies") else singular(word)


def index_tokens(text: str) -> list[str]:
    """Return the tokens to keep of a text, in order, as often as they stand there.

    A word is kept as it is written and, where that differs, as its stem. Chinese, Japanese and Korean are
    not divided by spaces, so a run of them is kept as its characters and its pairs of neighbours.
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[str]:
    for run in split_words(text):
        if is_cjk(run):
            yield from run
            yield from pairs_of(run)
            continue
        yield run
        if (base := stem(run)) != run:
            yield base


def joined_tokens(text: str) -> list[str]:
    """Return neighbours in a title written as one: `tea cup` is found by `teacup`, `17 cm` by `17cm`."""
    return [
        f"{first}{second}"[:LONGEST_TOKEN]
        for first, second in pairwise(split_words(text))
        if not is_cjk(first) and not is_cjk(second)
    ]


def property_tokens(value: str) -> list[str]:
    """Return the tokens of a property's value.

    Of Chinese in three characters and more only the pairs: what suits a 洗碗机 (dishwasher) is no 碗 (bowl).
    """
    tokens: list[str] = []
    for run in split_words(value):
        tokens += pairs_of(run) if is_cjk(run) and len(run) > LONGEST_WORD else index_tokens(run)
    return tokens


def measure_tokens(text: str) -> list[str]:
    """Return numbers with the units behind them as one word, as they are often typed: `17cm`, `125ml`."""
    found = _MEASURES.findall(normalise_text(text))
    return [f"{_SIGNS.sub('', number)}{unit}" for number, unit in found]


def code_tokens(codes: Iterable[str]) -> list[str]:
    """Return the tokens of part numbers: their pieces and the whole without signs between."""
    kept: dict[str, None] = {}
    for code in codes:
        pieces = split_words(code)
        kept.update(dict.fromkeys(pieces))
        if len(pieces) > 1:
            kept["".join(pieces)[:LONGEST_TOKEN]] = None
    return list(kept)


def normalise_code(text: str) -> str:
    """Return a text as one token, as part numbers are compared."""
    return "".join(split_words(text))[:LONGEST_TOKEN]


def looks_like_code(code: str) -> bool:
    """Whether a part number without its signs is one that can be told from a size or a year, and mistyped."""
    is_long = SHORTEST_CODE <= len(code) <= LONGEST_TOKEN
    return is_long and code.isascii() and any(sign.isdigit() for sign in code)


def pairs_of(run: str) -> list[str]:
    """Return the neighbouring characters of a run, two by two."""
    return [run[start : start + 2] for start in range(len(run) - 1)]
