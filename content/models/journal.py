"""The journal: its list and its articles."""

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.search.index import BaseField

from content.models.base import picture_alt_field, picture_field
from content.models.pages import IntroducedPage
from content.reading_time import reading_minutes
from content.sharing import first_picture
from content.structured_data import article_schemas
from content.teasers import articles_in, related_articles
from shop.slugs import cut, slugify

PER_PAGE = 9
SLUG_LENGTH = 90


class JournalTag(TagBase):
    """What articles are about, each word in its own language."""

    free_tagging = True

    def slugify(self, tag: str, i: int | None = None) -> str:
        """Name the tag in addresses, never empty; `i` tells it from another of the same letters."""
        return cut(slugify(tag), SLUG_LENGTH) + (f"_{i}" if i else "")

    class Meta:
        verbose_name = _("journal tag")
        verbose_name_plural = _("journal tags")


class ArticleTag(ItemBase):
    """One tag of one article."""

    tag = models.ForeignKey(JournalTag, on_delete=models.CASCADE, related_name="tagged_items")
    content_object = ParentalKey("content.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class JournalIndexPage(IntroducedPage):
    """The journal: all articles, the latest first, or those of one tag (`?tag=`)."""

    template = "content/journal_index_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.ArticlePage"]

    class Meta:
        verbose_name = _("journal")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `articles` (a page of them), `tags` (those in use) and `tag` (the chosen one or None)."""
        context = super().get_context(request, *args, **kwargs)
        articles = articles_in(self.locale.language_code).child_of(self)
        in_use = JournalTag.objects.filter(tagged_items__content_object__in=articles.values("pk"))
        tags = list(in_use.distinct().order_by("name"))
        wanted = request.GET.get("tag", "")
        chosen = next((tag for tag in tags if tag.slug == wanted), None)
        if chosen is not None:
            articles = articles.filter(tagged_items__tag=chosen)
        shown = Paginator(articles, PER_PAGE).get_page(request.GET.get("page"))
        context["articles"], context["tags"], context["tag"] = shown, tags, chosen
        context["share_picture"] = context["share_picture"] or first_picture(shown)
        if wanted:
            context["robots"] = "noindex, follow"  # the same articles as in the whole list
        return context


class ArticlePage(IntroducedPage):
    """An article: who wrote it, when, how long it takes to read, and what it is about."""

    author = models.CharField(_("author"), max_length=120, blank=True)
    published_on = models.DateField(_("date"), default=timezone.localdate)
    picture = picture_field()
    picture_words = picture_alt_field()
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))
    reading_minutes = models.PositiveSmallIntegerField(_("reading time (minutes)"), default=1, editable=False)

    template = "content/article_page.html"
    parent_page_types = ["content.JournalIndexPage"]
    subpage_types: list[str] = []
    content_panels: list[object] = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("author"), FieldPanel("published_on"), FieldPanel("tags")]),
        FieldPanel("picture"),
        FieldPanel("picture_words"),
        FieldPanel("body"),
    ]
    search_fields: list[BaseField] = [
        *IntroducedPage.search_fields,
        index.SearchField("author"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("article")

    def save(self, *args: object, **kwargs: object) -> None:
        """Count the minutes anew, so that lists need not read the body."""
        self.reading_minutes = reading_minutes(self.body)
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `tags` and `related`, up to three other articles."""
        context = super().get_context(request, *args, **kwargs)
        tags = list(self.tags.all())
        context["tags"], context["related"] = tags, related_articles(self, tags=tags)
        context["journal"] = self.get_parent()
        return context

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, object]]:
        """Describe the article with its author, and where it stands."""
        return article_schemas(
            self,
            base=request.build_absolute_uri("/"),
            here=request.path,
            picture=context["share_picture"],
            crumbs=context["crumbs"],
            author=self.author,
        )
