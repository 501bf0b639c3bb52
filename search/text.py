"""Words as the database engine keeps and compares them."""

import re
import unicodedata
from collections.abc import Iterable

MOST_TOKENS_ASKED = 8
LONGEST_TOKEN = 64

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")


def folded(text: str) -> str:
    """Return text without accents, letter case and width: `Céladon` and `celadon` are one word."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain).casefold()


def _runs(text: str) -> list[str]:
    return [run[:LONGEST_TOKEN] for run in _RUNS.findall(folded(text))]


def tokens_kept(text: str) -> list[str]:
    """Return the tokens to keep of a text, in order and without repetition.

    Chinese, Japanese and Korean are not divided by spaces, so a run of them is kept as its
    characters and its pairs of neighbours; everything else as words.
    """
    kept: dict[str, None] = {}
    for run in _runs(text):
        if _IS_CJK.match(run):
            kept.update(dict.fromkeys(run))
            kept.update(dict.fromkeys(_pairs(run)))
        else:
            kept[run] = None
    return list(kept)


def code_tokens(codes: Iterable[str]) -> list[str]:
    """Return the tokens of part numbers: their pieces and the whole without signs between."""
    kept: dict[str, None] = {}
    for code in codes:
        runs = _runs(code)
        kept.update(dict.fromkeys(runs))
        if len(runs) > 1:
            kept["".join(runs)[:LONGEST_TOKEN]] = None
    return list(kept)


def tokens_asked(text: str) -> list[str]:
    """Return the tokens that must each begin a token of a document that matches.

    Of a run of Chinese only its pairs are asked; an English plural is asked without its ending.
    At most `MOST_TOKENS_ASKED`: the rest of a longer question adds nothing but work.
    """
    asked: dict[str, None] = {}
    for run in _runs(text):
        if _IS_CJK.match(run):
            asked.update(dict.fromkeys(_pairs(run) or [run]))
        else:
            asked[_singular(run)] = None
    return list(asked)[:MOST_TOKENS_ASKED]


def squashed(text: str) -> str:
    """Return a text as one token, as part numbers are compared."""
    return "".join(_runs(text))[:LONGEST_TOKEN]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]


def _singular(word: str) -> str:
    """Return what a singular and its plural both begin with (`bowls`: `bowl`)."""
    shortest = 4
    if len(word) < shortest or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3]
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
