"""Putting right what was mistyped, by the words of the documents themselves.

Both engines share it, as they share the vocabulary of facets: the database's documents are
always kept. A word is compared with those that begin or end as it does, so that two indexes answer and the
vocabulary is never read whole. Chinese is left as it was typed: it is typed by whole words already.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from search.models import SearchWord
from search.text import LONGEST_TOKEN
from shop.tokens import CJK, is_cjk, normalise_text, singular

SHORTEST = 4
ENDS = 2
# A short word may be one letter off, a longer one two.
LONG = 6
MOST_WORDS = 3
MOST_CORRECTIONS = 3
_WORD = re.compile(rf"[^\W\d_{CJK}]+")


def words_among(tokens: Iterable[str]) -> set[str]:
    """Return which tokens are words that can be mistyped: letters, not too few, not Chinese."""
    return {
        token
        for token in tokens
        if SHORTEST <= len(token) <= LONGEST_TOKEN and token.isalpha() and not is_cjk(token)
    }


def add_words(words: Collection[str]) -> None:
    """Keep words that are new; one query where none is. Two workers may note the same word at once."""
    known = set(SearchWord.objects.filter(pk__in=words).values_list("pk", flat=True))
    SearchWord.objects.bulk_create(
        [
            SearchWord(word=word, head=word[:ENDS], tail=word[-ENDS:])
            for word in sorted(set(words) - known)  # in one order, so that none waits for the other
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def remove_other_words(*, but: Collection[str]) -> None:
    """Keep these words and no others."""
    kept = set(but)
    gone = [word for word in SearchWord.objects.values_list("pk", flat=True) if word not in kept]
    for start in range(0, len(gone), 500):
        SearchWord.objects.filter(pk__in=gone[start : start + 500]).delete()


def corrections(text: str, *, of_known: bool = False) -> list[str]:
    """Return what may have been meant, the likeliest first: the text with its unknown words put right.

    A word is known when it begins a word of the documents. `of_known` asks for what a known word
    of five letters and more may have been instead, one letter off. One query, none without a word.
    """
    asked = {match[0]: normalise_text(match[0]) for match in _WORD.finditer(text)}
    asked = {given: word for given, word in asked.items() if len(word) >= SHORTEST}
    if not asked:
        return []
    near = _near(asked.values())
    chosen: dict[str, list[str]] = {}
    for given, word in asked.items():
        is_known = any(other.startswith(singular(word)) for other in near)
        if is_known is of_known and len(chosen) < MOST_WORDS and (not is_known or len(word) > SHORTEST):
            others = [other for other in near if not other.startswith(singular(word))]
            if found := closest(word, others, allowed=1 if is_known or len(word) < LONG else 2):
                chosen[given] = found
            elif not is_known:
                return []  # one word nobody knows: nothing would be found
    longest = max((len(found) for found in chosen.values()), default=0)
    return [
        _correct(text, {given: found[min(place, len(found) - 1)] for given, found in chosen.items()})
        for place in range(min(longest, MOST_CORRECTIONS))
    ]


def _correct(text: str, words: Mapping[str, str]) -> str:
    return _WORD.sub(lambda match: words.get(match[0], match[0]), text)


def _near(words: Iterable[str]) -> list[str]:
    """Read the words that begin or end as one of these does; of a short one the first letter is enough."""
    ends = Q()
    for word in words:
        ends |= Q(head=word[:ENDS]) | Q(tail=word[-ENDS:])
        if len(word) < LONG:
            ends |= Q(head__startswith=word[0], length__lte=len(word) + 1)
    near = SearchWord.objects.annotate(length=Length("word")).filter(ends)
    return list(near.values_list("pk", flat=True))


def closest(word: str, others: Iterable[str], *, allowed: int) -> list[str]:
    """Return the words at most so far away, by edit distance: the nearest first, then those that begin alike.

    A letter too many, missing or wrong counts one, and so do two exchanged (optimal string alignment).
    """
    measured = []
    for other in others:
        distance = OSA.distance(word, other, score_cutoff=allowed)
        if distance <= allowed:
            measured.append((distance, other[0] != word[0], abs(len(other) - len(word)), other))
    return [other for *_order, other in sorted(measured)]
