"""The collections of the demo, as Oscar's ranges: each gathers the products of its glazes."""

from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from shop.catalogue.models import Product

Range = get_model("offer", "Range")
COLLECTIONS = {
    "tide": ("Tide", ["Tide"]),
    "celadon": ("Celadon", ["Celadon"]),
    "iron": ("Iron", ["Tenmoku", "Ash"]),
    "white": ("White", ["Snow"]),
    "brush": ("Brush", ["Blue and white"]),
    "fire": ("Fire", ["Shino", "Oxblood", "Raku"]),
}


@transaction.atomic
def add_ranges() -> int:
    """Make the collections that are missing and fill them; return how many are new."""
    new = 0
    for slug, (name, glazes) in COLLECTIONS.items():
        found, created = Range.objects.get_or_create(slug=slug, defaults={"name": name, "is_public": True})
        new += created
        if created:
            for place, product in enumerate(_products_in(glazes)):
                found.add_product(product, display_order=place)
    return new


def _products_in(glazes: list[str]) -> list[Product]:
    """List the products of which a variant has one of these glazes, in the catalogue's order."""
    in_glaze = Product.objects.filter(
        attribute_values__attribute__code="glaze", attribute_values__value_option__option_en__in=glazes
    )
    parents = in_glaze.values_list("parent_id", flat=True)
    return list(Product.objects.browsable().filter(pk__in=parents).order_by("pk"))


def range_named(slug: str) -> Any:
    """Return a collection, None where there is none of that name."""
    return Range.objects.filter(slug=slug).first() if slug else None
