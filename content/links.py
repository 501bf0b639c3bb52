"""A link as editors give it: to a page, a category or a path of this site."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext_lazy as _, override
from wagtail import blocks
from wagtail.models import Page

from content.choosers import CategoryChooserBlock
from shop.catalogue.models import Category


class LinkValue(blocks.StructValue):
    """Where the link leads."""

    @property
    def url(self) -> str:
        """Return the page's address in the reader's language, else the category's, else the path."""
        if page := self.get("page"):
            return page.localized.url or ""
        if category := self.get("category"):
            return category.get_absolute_url()
        return path_in(get_language() or settings.LANGUAGE_CODE, self.get("path") or "")


@dataclass(frozen=True)
class Destination:
    """Where a link leads, as it is stored: exactly one of these is given."""

    page: int | None = None
    category: int | None = None
    path: str = ""

    @classmethod
    def stored(cls, link: Mapping[str, Any]) -> "Destination":
        """Read the stored form of a `LinkBlock`."""
        return cls(page=link.get("page"), category=link.get("category"), path=link.get("path") or "")


def urls_of(links: Sequence[Destination], *, language: str) -> list[str]:
    """Return the address of each link in a language; empty where what it leads to is gone.

    Three queries at most for any number of links: pages with their translations, categories, and
    the categories above those that do not stand on the first level.
    """
    pages = _page_urls({link.page for link in links if link.page}, language)
    with override(language):
        categories = _category_urls({link.category for link in links if link.category})
    return [
        pages.get(link.page, "")
        if link.page
        else categories.get(link.category, "")
        if link.category
        else path_in(language, link.path)
        for link in links
    ]


def path_in(language: str, path: str) -> str:
    """Return a path of this site, written without a language, in a language."""
    # It can only be looked up as it was written.
    with override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


def _page_urls(ids: Collection[int], language: str) -> dict[int, str]:
    """Return the address of each page's translation, of the page itself where it has none."""
    if not ids:
        return {}
    keys = Page.objects.filter(pk__in=ids).values("translation_key")
    found = list(
        Page.objects.filter(translation_key__in=keys)
        .filter(Q(pk__in=ids) | Q(live=True, locale__language_code=language))
        .select_related("locale")
    )
    translated = {page.translation_key: page for page in found if page.locale.language_code == language}
    return {
        page.pk: _page_url(
            translated[page.translation_key]
            if page.translation_key in translated and translated[page.translation_key].live
            else page
        )
        for page in found
        if page.pk in ids
    }


def _page_url(page: Page) -> str:
    """Return a page's path without asking for the site: every language's home page stands below the root."""
    _nothing, _home, below = page.url_path.split("/", 2)
    with override(page.locale.language_code):
        return reverse("wagtail_serve", args=[below])


def _category_urls(ids: Collection[int]) -> dict[int, str]:
    """Return the addresses of categories; their slugs are joined with those of the categories above."""
    if not ids:
        return {}
    found = list(Category.objects.filter(pk__in=ids))
    slug_at = {category.path: category.slug for category in found}
    paths = {category.pk: _paths_down_to(category) for category in found}
    missing = {path for line in paths.values() for path in line} - slug_at.keys()
    if missing:
        slug_at |= dict(Category.objects.filter(path__in=missing).values_list("path", "slug"))
    slugs = {pk: "/".join(slug_at[path] for path in line) for pk, line in paths.items()}
    return {
        pk: reverse("catalogue:category", kwargs={"category_slug": slug, "pk": pk})
        for pk, slug in slugs.items()
    }


def _paths_down_to(category: Category) -> list[str]:
    step = Category.steplen
    return [category.path[:end] for end in range(step, len(category.path) + 1, step)]


class LinkBlock(blocks.StructBlock):
    """Words and exactly one place they lead to."""

    label = blocks.CharBlock(max_length=80, label=_("Text"))
    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    category = CategoryChooserBlock(required=False, label=_("Category"))
    path = blocks.RegexBlock(
        regex=r"^(/[^/\\].*|/|#.*|)$",
        required=False,
        label=_("Path"),
        help_text=_("A path of this site, such as /shop/catalogue/"),
        error_messages={"invalid": _("Begin with one slash: only paths of this site can be linked here.")},
    )

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: object) -> object:
        """Refuse a link without, or with more than one, destination."""
        cleaned = super().clean(value)
        given = [name for name in ("page", "category", "path") if cleaned.get(name)]
        if len(given) != 1:
            problem = ValidationError(_("Give one destination: a page, a category or a path."))
            raise blocks.StructBlockValidationError(block_errors={"page": problem})
        return cleaned


class MenuGroupBlock(blocks.StructBlock):
    """One entry of a menu with the links below it."""

    link = LinkBlock(label=_("Entry"))
    links = blocks.ListBlock(LinkBlock(), required=False, default=[], label=_("Links below it"))

    class Meta:
        icon = "list-ul"
        label = _("Menu entry")
