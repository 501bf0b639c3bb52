"""What a product of a class can have: its attributes, their options, and the fields to type them in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.backoffice.rich_text import RichTextField
from shop.catalogue.models import AttributeOption, ProductAttribute, ProductAttributeValue, ProductClass

Range = get_model("offer", "Range")
# Types that the page can edit; files and entities stay as they are.
EDITED = ("text", "richtext", "integer", "float", "boolean", "date", "option", "multi_option")
WEIGHT = "weight_g"
PREFIX = "attr_"
# The keyboard that a phone shows.
MODES = {"integer": "numeric", "float": "decimal"}
YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value to choose."""

    pk: int
    label: str
    swatch: str


class ProductClassSchema:
    """The vocabulary of one product class; each part is read once, however many variants."""

    def __init__(self, product_class: ProductClass) -> None:
        self.product_class = product_class

    @cached_property
    def attributes(self) -> dict[str, ProductAttribute]:
        """The attributes that can be edited here, by code."""
        found = self.product_class.attributes.filter(type__in=EDITED).order_by("pk")
        return {attribute.code: attribute for attribute in found}

    @cached_property
    def options(self) -> dict[int, list[Option]]:
        """The options of every attribute that has some, by the group's id."""
        groups = {a.option_group_id for a in self.attributes.values() if a.option_group_id}
        found: dict[int, list[Option]] = {group: [] for group in groups}
        for row in AttributeOption.objects.filter(group__in=groups).order_by("position", "option"):
            found[row.group_id].append(Option(pk=row.pk, label=row.option, swatch=row.swatch))
        return found

    def options_of(self, code: str) -> list[Option]:
        """Return what can be chosen for an attribute."""
        attribute = self.attributes.get(code)
        return self.options.get(attribute.option_group_id or 0, []) if attribute else []

    @cached_property
    def option_labels(self) -> dict[int, Option]:
        """Every option by its id."""
        return {option.pk: option for options in self.options.values() for option in options}

    @cached_property
    def axes(self) -> list[ProductAttribute]:
        """The attributes by which variants can be told apart: those with options."""
        return [attribute for attribute in self.attributes.values() if attribute.type == "option"]

    def variant_name(self, choices: dict[str, int]) -> str:
        """Call a variant by its options: "Tide, 42 cm"."""
        known = [self.option_labels[pk].label for pk in choices.values() if pk in self.option_labels]
        return ", ".join(known)

    def choice_field(self, code: str) -> forms.Field:
        """Return the hidden field that says which option of an axis a variant has."""
        return forms.TypedChoiceField(
            choices=self._choices(code),
            coerce=int,
            widget=forms.HiddenInput,
            label=self.attributes[code].name,
        )

    def field(self, code: str) -> forms.Field:
        """Return the field of an attribute."""
        attribute = self.attributes[code]
        kind = attribute.type
        options: dict[str, Any] = {"required": attribute.required, "label": attribute.name}
        none: dict[str, Any] = {"choices": [("", "–"), *self._choices(code)], "empty_value": None}
        simple: dict[str, Any] = {
            "text": forms.CharField,
            "richtext": RichTextField,
            "integer": forms.IntegerField,
            "float": forms.FloatField,
        }
        if kind in simple:
            field: forms.Field = simple[kind](**options)
            if kind in MODES:
                field.widget = forms.TextInput(attrs={"inputmode": MODES[kind]})
            return field
        if kind == "date":
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
            )
        if kind == "boolean":
            none["choices"] = [("", "–"), ("yes", _("yes")), ("no", _("no"))]
            return forms.TypedChoiceField(coerce=YES_OR_NO.__getitem__, **none, **options)
        if kind == "option":
            return forms.TypedChoiceField(coerce=int, **none, **options)
        ticks = forms.CheckboxSelectMultiple
        return forms.TypedMultipleChoiceField(
            choices=self._choices(code), coerce=int, widget=ticks, **options
        )

    def _choices(self, code: str) -> list[tuple[str, str]]:
        return [(str(option.pk), option.label) for option in self.options_of(code)]


def initial_value(value: ProductAttributeValue | None) -> Any:
    """Return an attribute's value as its field holds it."""
    if value is None:
        return None
    kind = value.attribute.type
    if kind == "multi_option":
        return [option.pk for option in value.value_multi_option.all()]
    if kind == "option":
        return value.value_option_id
    held = getattr(value, f"value_{kind}")
    if kind == "boolean" and held is not None:
        return "yes" if held else "no"
    return held
