"""Values of properties: how they stand in addresses, and which have a listing of their own."""

from django.db.models import QuerySet

from shop.catalogue.models import AttributeOption

# The property that names who made a piece.
BRAND_CODE = "brand"


def slug_of(option: AttributeOption) -> str:
    """Return how a value stands in addresses."""
    return option.slug or option.code or f"option-{option.pk}"


def listed_options() -> QuerySet[AttributeOption]:
    """Return the values by which listings can be narrowed (brands, glazes), by property and place."""
    listed = AttributeOption.objects.filter(group__product_attributes__is_facet=True)
    return listed.select_related("group").distinct().order_by("group__name", "position", "option")
