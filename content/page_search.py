"""Finding pages by their words: the journal, help, collections, stories; in the reader's language."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.utils.text import Truncator
from wagtail.models import Page, PageViewRestriction

from content.models.page_index import PageIndexEntry
from shop.tokens import is_cjk, singular, tokenize

MOST_WORDS = 8
LONGEST = 50_000
SUMMARY = 160
FRONT_DEPTH = 2


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """A page as a result: `section` is the title of the page above, empty below the home page."""

    title: str
    url: str
    section: str
    summary: str


def found_pages(text: str, *, language: str, limit: int = 6) -> list[FoundPage]:
    """Find published pages that everybody may read, by all words of a text, titles first.

    A word finds those that begin with it; Chinese is found anywhere. Two queries at most, none
    without a word.
    """
    asked = [word if is_cjk(word) else f" {singular(word)}" for word in tokenize(text)[:MOST_WORDS]]
    if not asked:
        return []
    matches = Q()
    for word in asked:
        matches &= Q(words__contains=word)
    score = reduce(add, (Case(When(title__contains=word, then=1), default=Value(0)) for word in asked))
    rows = list(
        PageIndexEntry.objects.filter(
            matches,
            ~Exists(_restrictions()),
            page__live=True,
            page__depth__gt=FRONT_DEPTH,
            page__locale__language_code=language,
        )
        .annotate(score=score)
        .select_related("page")
        .order_by("-score", "page__path")[:limit]
    )
    sections = _sections([row.page for row in rows])
    return [
        FoundPage(
            title=row.page.title,
            url=row.page.url or "",
            section=sections.get(row.page.path[: -Page.steplen], ""),
            summary=row.summary,
        )
        for row in rows
    ]


def _restrictions() -> QuerySet[PageViewRestriction]:
    """Return who may read an entry's page, of the page itself and of all above it."""
    here = ExpressionWrapper(OuterRef("page__path"), output_field=TextField())
    return PageViewRestriction.objects.alias(here=here).filter(here__startswith=F("page__path"))


def _sections(pages: list[Page]) -> dict[str, str]:
    above = {page.path[: -Page.steplen] for page in pages}
    titles = Page.objects.filter(path__in=above, depth__gt=FRONT_DEPTH).values_list("path", "title")
    return dict(titles) if above else {}


def index_page(page: Any) -> None:
    """Keep a page's words as it stands now; may be repeated."""
    specific = page.specific
    summary = getattr(specific, "intro", "") or specific.search_description
    PageIndexEntry.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "title": _spaced(specific.title),
            "words": _spaced(" ".join([specific.title, summary, *_body_words(specific)])[:LONGEST]),
            "summary": Truncator(summary).chars(SUMMARY),
        },
    )


def unindex_page(page: Any) -> None:
    """Let nobody find a page any more."""
    PageIndexEntry.objects.filter(page_id=page.pk).delete()


def index_missing_pages() -> int:
    """Keep the words of published pages that have none yet; return of how many."""
    missing = Page.objects.live().filter(depth__gt=1).exclude(pk__in=PageIndexEntry.objects.values("page"))
    pages = list(missing.specific())
    for page in pages:
        index_page(page)
    return len(pages)


def _body_words(page: Page) -> list[str]:
    body = getattr(page, "body", None)
    return [str(words) for words in body.stream_block.get_searchable_content(body)] if body else []


def _spaced(text: str) -> str:
    return f" {' '.join(tokenize(text))} "
