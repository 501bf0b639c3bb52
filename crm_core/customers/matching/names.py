"""How far two names are one: order, spacing, script, short forms and slips forgiven, each for its price."""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from crm_core.customers.matching import folding
from crm_core.customers.matching.nicknames import is_short_form
from shop.names import is_eastern

#: Levels of agreement, the best first.
SAME, FORM, SOUND, CLOSE, ALIKE, PART, DIFFERENT = (
    "same",
    "form",
    "sound",
    "close",
    "alike",
    "part",
    "different",
)
_LEVELS = {SAME: 1.0, FORM: 0.95, SOUND: 0.9, CLOSE: 0.85, ALIKE: 0.75}
_SHORT, _MIDDLE, _LONG = 4, 5, 7
_ONE_SLIP, _ONE_SLIP_SHORT, _TWO_SLIPS, _INITIAL, _FORM, _MOST_UNLIKE = 0.93, 0.85, 0.88, 0.9, 0.96, 0.7
_EXTRA = 0.02


def compare_names(one: str, other: str) -> tuple[str, float]:
    """Return the level at which two names of persons agree, and a similarity from 0 to 1.

    A single Latin word is but a part of a name, also where both have the same. A family's members differ
    in the given name, and so differ: what counts is the part that agrees least.
    """
    return _compare(*sorted((one, other)))


@lru_cache(maxsize=65_536)
def _compare(one: str, other: str) -> tuple[str, float]:
    mine, theirs = folding.name_tokens(one), folding.name_tokens(other)
    if not mine or not theirs:
        return PART, 0.0
    if is_eastern(mine[0]) or is_eastern(theirs[0]):
        return _compare_eastern(one, other)
    mine, theirs = (tuple(folding.without_umlauts(token) for token in tokens) for tokens in (mine, theirs))
    if folding.letters_of("".join(mine)) == folding.letters_of("".join(theirs)) and sorted(
        "".join(mine)
    ) == sorted("".join(theirs)):
        same_words = sorted(mine) == sorted(theirs) or "".join(mine) == "".join(theirs)
        if same_words and max(len(mine), len(theirs)) > 1:
            return SAME, 1.0
    return _compare_words(*sorted((mine, theirs), key=len))


def _compare_words(shorter: tuple[str, ...], longer: tuple[str, ...]) -> tuple[str, float]:
    left, found = list(longer), []
    for token in sorted(shorter, key=len, reverse=True):
        best = max(left, key=lambda candidate: _word(token, candidate))
        found.append(_word(token, best))
        left.remove(best)
    similarity = (sum(found) / len(found) + min(found)) / 2 - _EXTRA * len(left)
    if len(shorter) == 1:
        return (PART, min(similarity, 0.7)) if similarity >= _LEVELS[CLOSE] else (DIFFERENT, similarity)
    return _level(similarity), similarity


def _level(similarity: float) -> str:
    if similarity >= _LEVELS[FORM]:
        return FORM
    if similarity >= _LEVELS[CLOSE]:
        return CLOSE
    return ALIKE if similarity >= _LEVELS[ALIKE] else DIFFERENT


@lru_cache(maxsize=131_072)
def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if is_short_form(one, other):
        return _FORM
    if min(len(one), len(other)) == 1:
        return _INITIAL if one[0] == other[0] else 0.0
    slips, length = OSA.distance(one, other, score_cutoff=2), max(len(one), len(other))
    if slips == 1 and length >= _SHORT:
        return _ONE_SLIP if length >= _MIDDLE else _ONE_SLIP_SHORT
    if slips <= 2 and length >= _LONG:  # noqa: PLR2004 - two slips
        return _TWO_SLIPS
    return float(min(JaroWinkler.similarity(one, other) * 0.8, _MOST_UNLIKE))


def _compare_eastern(one: str, other: str) -> tuple[str, float]:
    """Compare a Chinese name by its letters, in either order, else by sound; a letter more is another."""
    mine, theirs = (_eastern(name) for name in (one, other))
    if mine and theirs:
        if len(mine) == len(theirs) and mine in theirs * 2:  # 王淑芬 and 淑芬 王
            return (SAME, 1.0) if len(mine) > 1 else (PART, 0.7)
        if folding.romanised(one) & folding.romanised(other):
            return SOUND, _LEVELS[SOUND]
        return DIFFERENT, fuzz.ratio(mine, theirs) / 100 * _MOST_UNLIKE
    sounds = folding.romanised(one) or folding.romanised(other)
    latin = folding.letters_of("".join(folding.name_tokens(other if mine else one)))
    if any(folding.letters_of(sound) == latin for sound in sounds):
        return SOUND, _LEVELS[SOUND]
    return DIFFERENT, 0.0


def _eastern(name: str) -> str:
    return "".join(token for token in folding.name_tokens(name) if is_eastern(token))


def compare_companies(one: str, other: str) -> tuple[str, float]:
    """Return the level at which two companies' names agree, legal forms left out."""
    mine, theirs = folding.company_name(one), folding.company_name(other)
    if mine == theirs:
        return SAME, 1.0
    similarity = fuzz.token_sort_ratio(mine, theirs) / 100
    if similarity >= 0.9 and min(len(mine), len(theirs)) >= _LONG:  # noqa: PLR2004 - one letter of ten
        return CLOSE, similarity
    return DIFFERENT, similarity * _MOST_UNLIKE
