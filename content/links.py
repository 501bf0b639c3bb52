"""A link as editors give it: to a page, a category or a path of this site."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
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
        # A path is written without a language, so that is how it has to be looked up.
        language = get_language() or settings.LANGUAGE_CODE
        with override(settings.LANGUAGE_CODE):
            return translate_url(self.get("path") or "", language)


def addresses_of(links: Sequence[LinkValue], *, language: str) -> list[str]:
    """Return the address of each link in a language, which has to be the active one.

    Two queries for any number of links: translated pages, and the ancestors of categories.
    """
    pages = [page for link in links if (page := link.get("page"))]
    localized = {
        page.translation_key: page
        for page in Page.objects.live().filter(
            translation_key__in={page.translation_key for page in pages}, locale__language_code=language
        )
    }
    slugs = _category_slugs([category for link in links if (category := link.get("category"))])
    addresses = []
    for link in links:
        page, category = link.get("page"), link.get("category")
        if page:
            addresses.append(localized.get(page.translation_key, page).url or "")
        elif category:
            addresses.append(
                reverse("catalogue:category", kwargs={"category_slug": slugs[category.pk], "pk": category.pk})
            )
        else:
            addresses.append(link.url)
    return addresses


def _category_slugs(categories: Sequence[Category]) -> dict[int, str]:
    """Return the slugs of each category and of those above it, joined as in its address."""
    step = Category.steplen
    paths = {c.path[:end] for c in categories for end in range(step, len(c.path) + 1, step)}
    slug_at = dict(Category.objects.filter(path__in=paths).values_list("path", "slug")) if paths else {}
    return {
        c.pk: "/".join(slug_at[c.path[:end]] for end in range(step, len(c.path) + 1, step))
        for c in categories
    }


class LinkBlock(blocks.StructBlock):
    """Words and exactly one place they lead to."""

    label = blocks.CharBlock(max_length=80, label=_("Words"))
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

    def clean(self, value: Any) -> Any:
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
