"""What somebody typed as a condition on documents, in a form that every engine can put into its own words."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.kinds import kinds_in
from search.text import LONGEST_TOKEN, looks_like_code, normalise_code, pairs_of, split_words, stem
from shop.tokens import is_cjk

MOST_WORDS = 12
# Words that say how others belong together; they are asked only where nothing else is.
STOP_WORDS = frozenset("a an and at by for from in of on or the to with".split())  # noqa: SIM905 - reads better
# Characters of the same kind; `和` is not among them: it begins many words (和风, 和服).
STOP_CHARACTERS = frozenset("的了与與及或吗嗎呢")
# What begins with one of these, in so many characters at most, may be large or small.
SIZES, LONGEST_SIZED = frozenset("大小"), 4


@dataclass(frozen=True)
class Word:
    """One word: a token of the document begins with `typed` or is `stem`.

    Where it `is_whole`, as Chinese always is, only the latter will do.
    """

    typed: str
    stem: str
    is_whole: bool = False


@dataclass(frozen=True)
class AllOf:
    """All parts hold."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


Condition = Word | AllOf | AnyOf


@dataclass(frozen=True)
class Wording:
    """The words of a question: `all_words` must hold for a full match.

    `some_words` are what a partial one must have, the stricter first (all words but one, then any; of Chinese
    also all single characters, wherever they stand); empty where there is but one word. `code` is the whole
    text as a part number would be written without signs;
    `has_code` tells whether a word of it may be one: what has that is what was looked for.
    `kinds` are the words for the thing itself (`search.kinds`).
    """

    all_words: Condition
    some_words: tuple[Condition, ...]
    code: str
    has_code: bool
    kinds: tuple[str, ...] = ()


def wording_of(
    text: str, *, known_pairs: Collection[str] | None = None, whole: Collection[str] = ()
) -> Wording | None:
    """Return the words of a text; None where there are none.

    With `known_pairs` (those of `pairs_in(text)` that documents hold) Chinese is asked by what the documents
    have: the pairs that are known and, where no known pair covers it, the single character. The words of
    `whole` must stand in a document as they are, not only begin a word.
    """
    units = list(_units(text, known_pairs, whole))[:MOST_WORDS]
    if not units:
        return None
    parts = [unit for chunk in units for unit in chunk.parts]
    readings = [_all(parts), *_joined(units)]
    return Wording(
        all_words=_any(readings),
        some_words=tuple(_some(parts, _by_characters(text, parts) if known_pairs is None else ())),
        code=normalise_code(text),
        has_code=any(looks_like_code(unit.letters) for unit in units),
        kinds=kinds_in(text),
    )


def words_in(condition: Condition) -> list[Word]:
    """Return every word of a condition, each once, in order."""
    if isinstance(condition, Word):
        return [condition]
    return list(dict.fromkeys(word for part in condition.parts for word in words_in(part)))


def pairs_in(text: str) -> set[str]:
    """Return the pairs of neighbouring Chinese characters in a text."""
    return {
        pair
        for run in split_words(text)
        if is_cjk(run)
        for piece in _divided(run)
        for pair in pairs_of(piece)
    }


@dataclass(frozen=True)
class _Unit:
    """What stands between two spaces: its conditions, and its letters if it is one word or number."""

    parts: tuple[Condition, ...]
    letters: str = ""


def _units(text: str, known_pairs: Collection[str] | None, whole: Collection[str]) -> Iterator[_Unit]:
    chunks = [split_words(chunk) for chunk in text.split()]
    meaningful = [chunk for chunk in chunks if chunk and not (len(chunk) == 1 and chunk[0] in STOP_WORDS)]
    for runs in meaningful or [chunk for chunk in chunks if chunk]:
        if any(is_cjk(run) for run in runs):
            for run in runs:
                if not is_cjk(run):
                    yield _Unit((_word(run),))
                elif parts := _chinese(run, known_pairs):
                    yield _Unit(tuple(parts))
            continue
        if len(runs) == 1 or not any(sign.isdigit() for run in runs for sign in run):
            for run in runs:
                yield _Unit((Word(run, stem(run), is_whole=run in whole),), run)
            continue
        letters = "".join(runs)[:LONGEST_TOKEN]
        pieces = _all([_word(run) for run in runs[:MOST_WORDS]])
        yield _Unit((_any([pieces, _word(letters)]),), letters)


def _word(run: str) -> Word:
    return Word(run, stem(run))


def _divided(run: str) -> list[str]:
    """Divide a run at its function characters; one that is nothing else stays."""
    spaced = "".join(" " if sign in STOP_CHARACTERS else sign for sign in run)
    return spaced.split() or [run]


def _chinese(run: str, known_pairs: Collection[str] | None) -> list[Condition]:
    """Return the conditions of a run of Chinese; how large a thing is may stand elsewhere (大碗, 小花瓶)."""
    words = _chinese_words(run, known_pairs)
    if run[0] not in SIZES or not 1 < len(run) <= LONGEST_SIZED:
        return words
    sized = [*_chinese_words(run[0], None), *_chinese_words(run[1:], known_pairs)]
    return [_any([_all(words), _all(sized)])]


def _chinese_words(run: str, known_pairs: Collection[str] | None) -> list[Condition]:
    asked: dict[str, None] = {}
    for piece in _divided(run):
        pairs = pairs_of(piece)
        if known_pairs is None:
            asked.update(dict.fromkeys(pairs or [piece]))
            continue
        covered: set[int] = set()
        for place, pair in enumerate(pairs):
            if pair in known_pairs:
                asked[pair] = None
                covered |= {place, place + 1}
        asked.update(dict.fromkeys(sign for place, sign in enumerate(piece) if place not in covered))
    return [Word(token, token, is_whole=True) for token in list(asked)[:MOST_WORDS]]


def _joined(units: Sequence[_Unit]) -> Iterator[Condition]:
    """Yield the question with two neighbours written as one word, and with all of them as one number."""
    for place, (first, second) in enumerate(pairwise(units)):
        if first.letters and second.letters:
            others = [*units[:place], *units[place + 2 :]]
            together = _word(f"{first.letters}{second.letters}"[:LONGEST_TOKEN])
            yield _all([together, *(part for unit in others for part in unit.parts)])
    letters = "".join(unit.letters for unit in units)
    most = 3
    if len(units) >= most and all(unit.letters for unit in units) and any(sign.isdigit() for sign in letters):
        yield _word(letters[:LONGEST_TOKEN])


def _by_characters(text: str, parts: Sequence[Condition]) -> tuple[Condition, ...]:
    """Return the condition with every character of Chinese by itself; nothing where there is no pair."""
    if not pairs_in(text):
        return ()
    single: dict[Condition, None] = {}
    for part in parts:
        if isinstance(part, Word) and is_cjk(part.typed):
            single.update(dict.fromkeys(Word(sign, sign, is_whole=True) for sign in part.typed))
        else:
            single[part] = None
    return (_all(list(single)),)


def _some(parts: Sequence[Condition], others: tuple[Condition, ...]) -> Iterator[Condition]:
    if len(parts) > 2:  # noqa: PLR2004 - of two words, all but one is any
        yield _any([*(_all([*parts[:place], *parts[place + 1 :]]) for place in range(len(parts))), *others])
    if len(parts) > 1 or others:
        yield _any([*(parts if len(parts) > 1 else ()), *others])


def _all(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _any(parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
