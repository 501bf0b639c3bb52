"""The words of categories, properties and their values in every language of the shop.

Overrides, and why: Oscar's forms know one language, that of who happens to write; they know neither
the colours a value is shown by nor its place, nor whether listings can be narrowed by a property.
"""

from typing import Any

from django.forms import BaseForm, BoundField, Textarea
from django.utils.translation import gettext_lazy as _
from oscar.apps.dashboard.catalogue import forms
from oscar.core.utils import slugify
from treebeard.forms import movenodeform_factory

from shop.backoffice.languages import in_every_language, name_languages
from shop.catalogue.gift_card_options import attach_options
from shop.catalogue.models import AttributeOption, Category
from shop.uploads.fields import PictureField, replace_field


class ProductClassForm(forms.ProductClassForm):
    """Oscar's form, which also says whether it is a kind of gift cards; these get their options with it."""

    class Meta(forms.ProductClassForm.Meta):
        fields = [
            "name",
            "shows_matrix",
            "is_gift_card",
            "gift_card_minimum",
            "gift_card_maximum",
            "requires_shipping",
            "track_stock",
            "options",
        ]

    def clean(self) -> dict[str, object]:
        """Have a gift card neither shipped nor counted, whatever was ticked."""
        data = super().clean() or {}
        if data.get("is_gift_card"):
            data["requires_shipping"] = data["track_stock"] = False
            self.instance.requires_shipping = self.instance.track_stock = False
        return data

    def _save_m2m(self) -> None:
        """Give a kind of gift cards the options that it needs, beside those chosen."""
        super()._save_m2m()  # type: ignore[misc]
        if self.instance.is_gift_card:
            attach_options(self.instance)


CATEGORY_WORDS = ("name", "description", "meta_title", "meta_description")
FOR_ENGINES = in_every_language("meta_title", "meta_description")

BaseCategoryForm: Any = movenodeform_factory(
    Category,
    fields=[
        *in_every_language("name", "description"),
        "image",
        "is_public",
        "exclude_from_menu",
        *FOR_ENGINES,
        "slug",
    ],
    exclude=["ancestors_are_public"],
    widgets={
        name: Textarea(attrs={"class": "no-widget-init", "rows": 3})
        for name in in_every_language("meta_description")
    },
)


replace_field(BaseCategoryForm, "image", PictureField)


class CategoryForm(forms.SEOFormMixin, BaseCategoryForm):
    """A category with a name and a description per language; the English name is needed."""

    seo_fields: Any = (*FOR_ENGINES, "slug")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, CATEGORY_WORDS, needed=["name"])
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Leave blank to generate from category name")

    def clean_slug(self) -> str:
        """Keep the address that a category has when the field is emptied; a new one gets it from its name."""
        return self.cleaned_data.get("slug") or self.instance.slug


def _speak(form: BaseForm) -> None:
    """Give each field of a row its name: the row's headings alone are not read with it."""
    for field in form.fields.values():
        field.widget.attrs["aria-label"] = field.label


class ProductAttributesForm(forms.ProductAttributesForm):
    """A property of a kind of product, named in every language."""

    class Meta(forms.ProductAttributesForm.Meta):
        fields: Any = (*in_every_language("name"), "code", "type", "option_group", "required", "is_facet")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["name"], needed=["name"])
        _speak(self)
        self.fields["option_group"].help_text = self.fields["is_facet"].help_text = ""

    def clean_code(self) -> str:
        """Make a code of the English name where none was given; codes may have no hyphens, as slugs do."""
        code = self.cleaned_data.get("code") or slugify(self.cleaned_data.get("name_en") or "")
        return code.replace("-", "_")

    @property
    def names(self) -> list[BoundField]:
        """Return the fields of its name."""
        return [self[name] for name in in_every_language("name")]


class AttributeOptionForm(forms.AttributeOptionForm):
    """A value of a property in every language, with its colours and its place."""

    class Meta:
        model = AttributeOption
        fields = (*in_every_language("option"), "swatch", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["option"], needed=["option"])
        _speak(self)
        for field in self.fields.values():
            field.help_text = ""

    @property
    def names(self) -> list[BoundField]:
        """Return the fields of its word."""
        return [self[name] for name in in_every_language("option")]
