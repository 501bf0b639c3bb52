"""The collections of the demo, as Oscar's ranges: each gathers the products of its glazes."""

from django.db import transaction

from shop.catalogue.models import Product
from shop.offer.models import Range

# Slug to name in English, Simplified and Traditional Chinese, and the glazes.
COLLECTIONS = {
    "tide": (("Tide", "潮汐", "潮汐"), ["Tide"]),
    "celadon": (("Celadon", "青瓷", "青瓷"), ["Celadon"]),
    "iron": (("Iron", "铁", "鐵"), ["Tenmoku", "Ash"]),
    "white": (("White", "素白", "素白"), ["Snow"]),
    "brush": (("Brush", "青花", "青花"), ["Blue and white"]),
    "fire": (("Fire", "窑火", "窯火"), ["Shino", "Oxblood", "Raku"]),
}


@transaction.atomic
def add_ranges() -> int:
    """Make the collections that are missing and fill them; return how many are new."""
    new = 0
    for slug, (names, glazes) in COLLECTIONS.items():
        words = dict(zip(("name_en", "name_zh_hans", "name_zh_hant"), names, strict=True))
        found, created = Range.objects.get_or_create(slug=slug, defaults={**words, "is_public": True})
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


def range_named(slug: str) -> Range | None:
    """Return a collection, None where there is none of that name."""
    return Range.objects.filter(slug=slug).first() if slug else None
