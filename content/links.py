"""A link as editors give it: to a page, a category or a path of this site."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import translate_url
from django.utils.translation import get_language, gettext_lazy as _, override
from wagtail import blocks

from content.choosers import CategoryChooserBlock


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
