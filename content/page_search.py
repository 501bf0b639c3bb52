"""Finding pages by their words: the journal, help, collections, stories; in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections
from django.utils.text import Truncator
from wagtail.models import AbstractPage, Page

from content.models.page_index import PageIndexEntry
from shop.tokens import is_cjk, singular, tokenize

MOST_WORDS = 8
LONGEST = 50_000
SUMMARY = 160
FRONT_DEPTH = 2
# What is restricted, or stands below what is, is not found. Paths are treebeard's: digits and capitals.
FOUND = """
    SELECT page.id, entry.summary, {score} AS score, page.path
    FROM content_pageindexentry entry
    JOIN wagtailcore_page page ON page.id = entry.page_id
    JOIN wagtailcore_locale locale ON locale.id = page.locale_id
    WHERE page.live AND page.depth > %s AND locale.language_code = %s AND {has_all}
      AND NOT EXISTS (
        SELECT 1 FROM wagtailcore_pageviewrestriction restriction
        JOIN wagtailcore_page above ON above.id = restriction.page_id
        WHERE page.path LIKE above.path || '%%'
      )
    ORDER BY score DESC, page.path
    LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """A page as a result: `section` is the title of the page above, empty below the home page."""

    title: str
    url: str
    section: str
    summary: str


def found_pages(text: str, *, language: str, limit: int = 6) -> list[FoundPage]:
    """Find published pages that everybody may read, by all words of a text, titles first.

    A word finds those that begin with it; Chinese is found anywhere. Three queries at most, none
    without a word.
    """
    asked = [word if is_cjk(word) else f" {singular(word)}" for word in tokenize(text)[:MOST_WORDS]]
    if not asked:
        return []
    found = _found_rows(asked, language=language, limit=limit)
    pages = Page.objects.in_bulk([pk for pk, _summary in found]) if found else {}
    rows = [(pages[pk], summary) for pk, summary in found if pk in pages]
    sections = _sections([page for page, _summary in rows])
    return [
        FoundPage(
            title=page.title,
            url=page.url or "",
            section=sections.get(page.path[: -Page.steplen], ""),
            summary=summary,
        )
        for page, summary in rows
    ]


def _found_rows(asked: list[str], *, language: str, limit: int) -> list[tuple[int, str]]:
    """Return keys and summaries of the pages that have all words, those with most in the title first.

    In SQL: most of what is typed names no page, and writing the query out of expressions would take longer
    than all the rest. Words are letters and digits, so nothing in them means something to LIKE.
    """
    words = [f"%{word}%" for word in asked]
    score = " + ".join(["CASE WHEN entry.title LIKE %s THEN 1 ELSE 0 END"] * len(words))
    has_all = " AND ".join(["entry.words LIKE %s"] * len(words))
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            FOUND.format(score=score, has_all=has_all), [*words, FRONT_DEPTH, language, *words, limit]
        )
        return [(pk, summary) for pk, summary, _score, _path in cursor.fetchall()]


def _sections(pages: Iterable[AbstractPage]) -> dict[str, str]:
    above = {page.path[: -Page.steplen] for page in pages}
    titles = Page.objects.filter(path__in=above, depth__gt=FRONT_DEPTH).values_list("path", "title")
    return dict(titles) if above else {}


def index_page(page: Page) -> None:
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


def unindex_page(page: Page) -> None:
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
