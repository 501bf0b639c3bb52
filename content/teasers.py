"""Articles as teasers: what lists and strips of the journal show."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Count, Model, Q
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.query import PageQuerySet

RELATED = 3


def articles_in(language: str) -> PageQuerySet:
    """List the published articles of a language that everybody may read, the latest first."""
    model = apps.get_model("content", "ArticlePage")
    found = model.objects.live().public().filter(locale__language_code=language)
    return found.select_related("picture", "locale").order_by("-published_on", "-pk")


def latest_articles(*, limit: int) -> list[Page]:
    """Return the latest articles in the reader's language."""
    return list(articles_in(get_language() or "en")[:limit])


def related_articles(article: Page, *, tags: Iterable[Model]) -> list[Page]:
    """Return up to three others: those that share most tags first, then the latest. One query."""
    ids = [tag.pk for tag in tags]
    shared = Count("tagged_items", filter=Q(tagged_items__tag__in=ids), distinct=True)
    others = articles_in(article.locale.language_code).exclude(pk=article.pk)
    return list(others.annotate(shared=shared).order_by("-shared", "-published_on", "-pk")[:RELATED])
