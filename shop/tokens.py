"""Words as everything that looks for words compares them."""

import re
import unicodedata
from itertools import filterfalse

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_IS_CJK = re.compile(rf"[{CJK}]")


def normalise_text(text: str) -> str:
    """Return text without accents, letter case and width: `Céladon` and `celadon` are one word."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(filterfalse(unicodedata.combining, decomposed))
    return unicodedata.normalize("NFC", plain).casefold()


def tokenize(text: str) -> list[str]:
    """Return the words of a text, folded; Chinese, Japanese and Korean up to the next other sign."""
    return _RUNS.findall(normalise_text(text))


def is_cjk(run: str) -> bool:
    """Whether a run is of a script that does not divide its words."""
    return bool(_IS_CJK.match(run))


def singular(word: str) -> str:
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
