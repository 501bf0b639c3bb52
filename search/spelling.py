"""Putting right what was mistyped, by the words of the documents themselves.

Both engines share it, as they share the vocabulary of facets: the database's documents are
always kept. A word is compared with those that begin or end as it does, so that two indexes answer and the
vocabulary is never read whole. A word of the documents is never turned into another one. Chinese is left
as it was typed: it is typed by whole words already.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from search.models import SearchWord
from search.slips import codes_near
from search.text import LONGEST_TOKEN, normalise_text, stem
from shop.tokens import CJK, is_cjk, singular

SHORTEST = 4
# The shortest words kept: others may be put together of them.
SHORTEST_KEPT = 2
ENDS = 2
# A short word may be one letter off, a longer one two.
LONG = 6
OTHER_BEGINNING, OTHER_FORM = 0.5, 0.25
MOST_WORDS = 3
# So many texts are counted: of one unknown word so many others, of several the nearest of each.
MOST_CORRECTIONS = 16
MOST_OPTIONS = {1: 16, 2: 4, 3: 2}
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {sign: (row, place) for row, signs in enumerate(_ROWS) for place, sign in enumerate(signs)}
_NEIGHBOURS = {
    sign: {
        other
        for other, (other_row, other_place) in _KEYS.items()
        if abs(row - other_row) <= 1 and abs(place - other_place) <= 1 and other != sign
    }
    for sign, (row, place) in _KEYS.items()
}
_WORD = re.compile(rf"[^\W\d_{CJK}]+")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What may have been meant: `texts`, any of which will do.

    It is `cost` slips away from what was typed; `replaced` are the words that are new in it.
    """

    texts: tuple[str, ...]
    cost: float
    replaced: tuple[str, ...]


def words_among(tokens: Iterable[str]) -> set[str]:
    """Return which tokens are words to compare with: of letters, or pairs of Chinese characters."""
    return {
        token
        for token in tokens
        if SHORTEST_KEPT <= len(token) <= (SHORTEST_KEPT if is_cjk(token) else LONGEST_TOKEN)
        and token.isalpha()
    }


def add_words(words: Collection[str]) -> None:
    """Keep words that are new; one query where none is. Two workers may note the same word at once."""
    known = known_words(words)
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, head=word[:ENDS], tail=word[-ENDS:])
            for word in sorted(set(words) - known)  # in one order, so that none waits for the other
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def known_words(words: Collection[str]) -> set[str]:
    """Return which of these are words of the documents; no query for none."""
    if not words:
        return set()
    return set(SearchWord.objects.filter(pk__in=words).values_list("pk", flat=True))


def remove_other_words(*, but: Collection[str]) -> None:
    """Keep these words and no others."""
    kept = set(but)
    gone = [word for word in SearchWord.objects.values_list("pk", flat=True) if word not in kept]
    for start in range(0, len(gone), 500):
        SearchWord.objects.filter(pk__in=gone[start : start + 500]).delete()


def corrections(text: str) -> list[Correction]:
    """Return what may have been meant by a text that finds nothing, the likeliest first.

    Words that no document has are put right or divided in two, part numbers by one slip. Two queries at most.
    """
    asked = _asked(text)
    near = _near(asked.values(), parts=True) if asked else set()
    options: list[list[tuple[float, str, str]]] = []
    for given, word in asked.items():
        if word not in near and stem(word) not in near and (found := _options(word, near)):
            options.append([(cost, given, other) for cost, other in found])
    options = [nearest[: MOST_OPTIONS[min(len(options), MOST_WORDS)]] for nearest in options[:MOST_WORDS]]
    combined = [
        Correction(
            texts=(_correct(text, {given: other for _cost, given, other in chosen}),),
            cost=sum(cost for cost, _given, _other in chosen),
            replaced=tuple(other for _cost, _given, other in chosen),
        )
        for chosen in product(*options)
        if chosen
    ]
    combined += _codes(text)
    return sorted(combined, key=lambda correction: correction.cost)[:MOST_CORRECTIONS]


def alternatives(text: str) -> list[str]:
    """Return a text with its known words of five letters and more as others, one letter off; one query."""
    asked = {given: word for given, word in _asked(text).items() if len(word) > SHORTEST}
    near = _near(asked.values()) if asked else set()
    chosen: dict[str, list[str]] = {}
    for given, word in asked.items():
        is_known = any(other.startswith(singular(word)) for other in near)
        others = [other for other in near if not other.startswith(singular(word)) and len(other) >= SHORTEST]
        if is_known and len(chosen) < MOST_WORDS and (found := closest(word, others, allowed=1)):
            chosen[given] = found
    longest = max((len(found) for found in chosen.values()), default=0)
    return [
        _correct(text, {given: found[min(place, len(found) - 1)] for given, found in chosen.items()})
        for place in range(min(longest, MOST_WORDS))
    ]


def closest(word: str, others: Iterable[str], *, allowed: int) -> list[str]:
    """Return the words at most so far away, by edit distance: the nearest first, then those that begin alike.

    A letter too many, missing or wrong counts one, and so do two exchanged (optimal string alignment).
    """
    return [other for *_order, other in sorted(_measured(word, others, allowed=allowed))]


def _measured(word: str, others: Iterable[str], *, allowed: int) -> list[tuple[float, int, str]]:
    measured = []
    for other in others:
        distance = OSA.distance(word, other, score_cutoff=allowed)
        if distance <= allowed:
            cost = distance + (OTHER_BEGINNING if other[0] != word[0] else 0)
            measured.append((cost, abs(len(other) - len(word)), other))
    return measured


def _asked(text: str) -> dict[str, str]:
    words = {match[0]: normalise_text(match[0]) for match in _WORD.finditer(text)}
    return {given: word for given, word in words.items() if SHORTEST <= len(word) <= LONGEST_TOKEN}


def _correct(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda match: words.get(match[0], match[0]), text)


def _options(word: str, near: Collection[str]) -> list[tuple[float, str]]:
    """Return what an unknown word may have been, with how far it is away; two words in one are one slip."""
    shortest = SHORTEST - 1
    others = [other for other in near if len(other) >= shortest and _is_likely(word, other)]
    # A plural may be mistyped of which only the singular is known.
    forms = dict.fromkeys([word, stem(word)])
    measured: dict[str, float] = {}
    for place, form in enumerate(forms):
        allowed = 1 if len(form) < LONG else 2
        for cost, _length, other in sorted(_measured(form, others, allowed=allowed)):
            measured.setdefault(other, cost + place * OTHER_FORM)
    found = [(cost, other) for other, cost in measured.items()]
    parts = [pair for pair in _divided(word) if min(map(len, pair)) >= shortest]
    divided = [(first, second) for first, second in parts if first in near and second in near]
    if divided:
        first, second = max(divided, key=lambda pair: min(map(len, pair)))
        found.append((1.0, f"{first} {second}"))
    return sorted(found, key=lambda option: option[0])


def _is_likely(word: str, other: str) -> bool:
    """Whether a short word may be a slip of another: `safe` is a word of its own, not a slip of `sake`.

    Where one letter stands for another, the keys are neighbours or both are vowels.
    """
    if len(word) >= LONG or len(word) != len(other) or sorted(word) == sorted(other):
        return True
    wrong = [(typed, meant) for typed, meant in zip(word, other, strict=True) if typed != meant]
    return all(typed in _NEIGHBOURS.get(meant, "") or {typed, meant} <= _VOWELS for typed, meant in wrong)


def _divided(word: str) -> list[tuple[str, str]]:
    return [(word[:end], word[end:]) for end in range(1, len(word))]


def _codes(text: str) -> list[Correction]:
    chunks = [chunk for chunk in text.split() if any(sign.isdigit() for sign in chunk)]
    if not chunks:
        return []
    near = codes_near([*chunks, text])
    return [
        Correction(
            texts=tuple(text.replace(chunk, printed) for printed in near[chunk]),
            cost=1.0,
            replaced=tuple(near[chunk]),
        )
        for chunk in dict.fromkeys([*chunks, text])
        if near.get(chunk)
    ]


def _near(words: Iterable[str], *, parts: bool = False) -> set[str]:
    """Read the words that begin or end as one of these does; of a short one the first letter is enough.

    With `parts` also those that one of these may be put together of.
    """
    ends = Q()
    for word in words:
        ends |= Q(head=word[:ENDS]) | Q(tail=word[-ENDS:])
        if len(word) < LONG:
            ends |= Q(head__startswith=word[0], length__lte=len(word) + 1)
        if parts:
            ends |= Q(pk__in=[part for pair in _divided(word) for part in pair])
    near = SearchWord.objects.annotate(length=Length("word")).filter(ends)
    return set(near.values_list("pk", flat=True))
