"""How a text is understood, the same way for every engine.

In this order, until something is found: all words as they were typed; all words with those that no document
has put right by the documents' own (`search.spelling`, `search.slips`), Chinese by single characters where
no document has the pair; some of the words. Where all words find little, what has some of them stands behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache

from search.engines.cache import SECONDS, interpretation_key
from search.matching import AnyOf, Condition, Wording, pairs_in, wording_of
from search.spelling import corrections, known_words
from search.text import split_words
from search.types import Query

# So many full matches are enough: what has only some of the words is left out.
ENOUGH = 10


@dataclass(frozen=True, kw_only=True)
class Interpretation:
    """What documents must have for a full match (`full`) and for any (`found`).

    `code` is the text as a part number: a document with that very number stands first. `kinds` are
    words for what is looked for (`search.kinds`). `corrected` is what
    was asked instead of what was typed; empty where it was asked as it is. `number` says how many documents
    have all the words, for this buyer and in this category.
    """

    full: Condition
    found: Condition
    code: str
    kinds: tuple[str, ...] = ()
    corrected: str = ""
    number: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether some hits have only some of the words."""
        return self.found != self.full


Counter = Callable[[Sequence[Condition]], list[int]]
"""Counts for each condition the documents that this buyer may find in this category."""


def interpret(query: Query, count: Counter) -> Interpretation | None:
    """Return how a query's text is understood; None where it has no word.

    Remembered until something changes that is found otherwise. `count` is asked once where the words find
    enough, else two or three times; what the reader has chosen beside the words plays no part.
    """
    typed = wording_of(query.text)
    if typed is None:
        return None
    key = interpretation_key(query)
    known: Interpretation | None = cache.get(key)
    if known is None:
        known = _interpret(query, typed, count)
        cache.set(key, known, SECONDS)
    return known


def _interpret(query: Query, typed: Wording, count: Counter) -> Interpretation:
    (number,) = count([typed.all_words])
    if number:
        return _understood(typed, number, count)
    pairs = known_words(pairs_in(query.text))
    readings = [_Reading(wording=wording_of(query.text, known_pairs=pairs) or typed)]
    if not query.is_literal:
        readings += _corrected(query.text, pairs)
    asked = [reading.wording.all_words for reading in readings]
    alone = [word for reading in readings for word in reading.replaced]
    numbers = count([*asked, *alone])
    frequency = dict(zip(alone, numbers[len(asked) :], strict=True))
    counted = list(zip(readings, numbers, strict=False))
    if found := [entry for entry in counted if entry[1]]:
        reading, number = min(found, key=lambda entry: (entry[0].cost, -entry[1]))
        return _understood(reading.wording, number, count, corrected=reading.text)
    # Nothing has all the words, however they are read: what has some of those most likely meant. A word that
    # only stands in what this buyer does not find is not put into their mouth.
    told = [reading for reading in readings[1:] if all(frequency[word] for word in reading.replaced)]
    likeliest = min(
        told or readings[:1],
        key=lambda reading: (reading.cost, -min((frequency[word] for word in reading.replaced), default=0)),
    )
    return _understood(likeliest.wording, 0, count, corrected=likeliest.text)


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One way to read a text: `cost` tells how far it is from what was typed, `replaced` what is new."""

    wording: Wording
    text: str = ""
    cost: float = 0
    replaced: tuple[Condition, ...] = ()


def _corrected(text: str, pairs: set[str]) -> list[_Reading]:
    readings = []
    for correction in corrections(text):
        whole = {word for text in correction.replaced for word in split_words(text)}
        wordings = [
            wording
            for other in correction.texts
            if (wording := wording_of(other, known_pairs=pairs, whole=whole))
        ]
        first = wordings[0]
        if len(wordings) > 1:
            first = replace(
                first, all_words=AnyOf(tuple(wording.all_words for wording in wordings)), some_words=()
            )
        replaced = tuple(
            wording.all_words for word in correction.replaced if (wording := wording_of(word, whole=whole))
        )
        readings.append(
            _Reading(
                wording=first, text=" / ".join(correction.texts), cost=correction.cost, replaced=replaced
            )
        )
    return readings


def _understood(wording: Wording, number: int, count: Counter, *, corrected: str = "") -> Interpretation:
    """Return a reading with as many partial matches as it takes to find enough, the nearest first."""
    is_enough = number >= ENOUGH or (number and wording.has_code)
    found, further = wording.all_words, () if is_enough else wording.some_words
    for place, some in enumerate(further, 1):
        found = AnyOf((wording.all_words, some))
        if place < len(further) and count([found])[0] >= ENOUGH:
            break
    return Interpretation(
        full=wording.all_words,
        found=found,
        code=wording.code,
        kinds=wording.kinds,
        corrected=corrected,
        number=number,
    )
