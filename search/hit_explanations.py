"""Why a hit was found and why it stands there, in words for staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from search.engines import get_engine
from search.engines.explanations import Explanation, Reason, Rule
from search.types import Query
from shop.user.models import User

PERMISSION = "search.view_searchdocument"


@dataclass(frozen=True, kw_only=True)
class ReasonLine:
    """One rule: what holds, for which words, and how many points it gives (None: it stands before points)."""

    label: str
    words: tuple[str, ...]
    score: float | None


@dataclass(frozen=True, kw_only=True)
class HitExplanation:
    """All that speaks for a hit; `score` orders the hits that have as many of the words."""

    lines: tuple[ReasonLine, ...]
    score: float


def hit_explanations(
    user: User | AnonymousUser, query: Query, product_ids: Sequence[int]
) -> Mapping[int, HitExplanation]:
    """Return why hits are there, for staff who may read it; for others nothing, by no query."""
    if not (query.text and product_ids and user.is_staff and user.has_perm(PERMISSION)):
        return {}
    found = get_engine().explain(query, product_ids)
    return {pk: _in_words(explanation) for pk, explanation in found.items()}


def _in_words(explanation: Explanation) -> HitExplanation:
    return HitExplanation(
        lines=tuple(_line(reason) for reason in explanation.reasons), score=explanation.score
    )


def _line(reason: Reason) -> ReasonLine:
    labels = {
        Rule.CODE: _("The part number itself"),
        Rule.ALL_WORDS: _("Has all the words"),
        Rule.SOME_WORDS: _("Has some of the words"),
        Rule.KIND: _("Is what was searched for"),
        Rule.TITLE: _("Words in the title"),
        Rule.TEXT: _("Words in title, part numbers and text"),
        Rule.BEGINNING: _("Beginnings of words in the title"),
    }
    return ReasonLine(label=labels[reason.rule], words=reason.words, score=reason.score or None)
