"""Values of properties: how they stand in addresses, and which have a listing of their own."""

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify
from modeltranslation.utils import build_localized_fieldname

from shop.catalogue.models import AttributeOption

# The property that names who made a piece.
BRAND_CODE = "brand"


def option_slug(option: str, code: str | None, pk: int) -> str:
    """Return how a value stands in addresses: its code, else its word in the site's language."""
    return code or slugify(option, allow_unicode=True) or f"option-{pk}"


def slug_of(option: AttributeOption) -> str:
    """Return how a value stands in addresses."""
    word = getattr(option, build_localized_fieldname("option", settings.LANGUAGE_CODE))
    return option_slug(word or option.option, option.code, option.pk)


def listed_options() -> QuerySet[AttributeOption]:
    """Return the values by which listings can be narrowed (brands, glazes), by property and place."""
    listed = AttributeOption.objects.filter(group__product_attributes__is_facet=True)
    return listed.select_related("group").distinct().order_by("group__name", "position", "option")
