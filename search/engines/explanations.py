"""Why a product was found, and why it stands where it does; the same words for every engine."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from search.engines.interpretation import Interpretation
from search.matching import AllOf, Condition, Word, words_in
from search.models import SearchDocument


class Rule(StrEnum):
    """What counts for a document, in the order of their weight."""

    CODE = "code"
    ALL_WORDS = "all_words"
    SOME_WORDS = "some_words"
    KIND = "kind"
    TITLE = "title"
    TEXT = "text"
    BEGINNING = "beginning"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One rule that holds: for which words, and how many points of BM25 it gives.

    A whole part number, all words and some words give none: what has these stands before what has not.
    """

    rule: Rule
    words: tuple[str, ...] = ()
    score: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """All reasons for one product; `score` orders what stands in the same group."""

    product_id: int
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> float:
        """Return the sum of all points."""
        return sum(reason.score for reason in self.reasons)


Scores = Mapping[Rule, float]


def explained(words: Interpretation, scores: Mapping[int, Scores]) -> dict[int, Explanation]:
    """Return the explanations of documents whose points by rule an engine gives; one query."""
    rows = SearchDocument.objects.filter(pk__in=list(scores)).only(
        "title_terms", "code_terms", "codes", "kinds", "terms"
    )
    return {
        row.pk: Explanation(product_id=row.pk, reasons=tuple(_reasons(row, words, scores[row.pk])))
        for row in rows
    }


def _reasons(row: SearchDocument, words: Interpretation, scores: Scores) -> Iterator[Reason]:
    title = set(row.title_terms.split())
    rest = {*row.code_terms.split(), *row.terms.split()}
    if f" {words.code} " in row.codes:
        yield Reason(rule=Rule.CODE, words=(words.code,))
    has_all = fulfils(words.full, title | rest)
    yield Reason(
        rule=Rule.ALL_WORDS if has_all else Rule.SOME_WORDS,
        words=tuple(word.typed for word in words_in(words.found) if fulfils(word, title | rest)),
    )
    if kinds := tuple(kind for kind in words.kinds if f" {kind} " in row.kinds):
        yield Reason(rule=Rule.KIND, words=kinds, score=scores.get(Rule.KIND, 0.0))
    for rule, tokens in ((Rule.TITLE, title), (Rule.TEXT, title | rest), (Rule.BEGINNING, title)):
        if score := scores.get(rule, 0.0):
            there = tuple(word.typed for word in words_in(words.found) if fulfils(word, tokens))
            yield Reason(rule=rule, words=there, score=score)


def fulfils(condition: Condition, tokens: Collection[str]) -> bool:
    """Whether tokens of a document fulfil a condition, as the engines match it."""
    if isinstance(condition, Word):
        begins = not condition.is_whole and any(token.startswith(condition.typed) for token in tokens)
        return begins or condition.stem in tokens
    parts = (fulfils(part, tokens) for part in condition.parts)
    return all(parts) if isinstance(condition, AllOf) else any(parts)
