"""What a product of a class can have: its attributes, their options, the places it can stand in."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from oscar.core.loading import get_model

from shop.catalogue.models import AttributeOption, Category, ProductAttribute, ProductClass
from shop.partner.models import Partner

Range = get_model("offer", "Range")
# Types that the page can edit; files and entities stay as they are.
EDITED = ("text", "richtext", "integer", "float", "boolean", "date", "option", "multi_option")
WEIGHT = "weight_g"


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

    @cached_property
    def categories(self) -> list[Category]:
        """Every category in the order of the tree."""
        return list(Category.objects.order_by("path"))

    @cached_property
    def ranges(self) -> list[Any]:
        """The collections that products are put into by hand."""
        return list(Range.objects.filter(includes_all_products=False).order_by("name"))

    @cached_property
    def partners(self) -> list[Partner]:
        """The suppliers whose stock can be sold."""
        return list(Partner.objects.order_by("pk"))

    def variant_name(self, choices: dict[str, int]) -> str:
        """Call a variant by its options: "Tide, 42 cm"."""
        known = [self.option_labels[pk].label for pk in choices.values() if pk in self.option_labels]
        return ", ".join(known)
