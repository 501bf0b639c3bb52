"""Of which tax class something is."""

from typing import TYPE_CHECKING

from django.conf import settings

from shop.tax.table import OUT_OF_SCOPE, STANDARD

if TYPE_CHECKING:
    from oscar.apps.catalogue.abstract_models import AbstractProductClass


def tax_class_of(product_class: "AbstractProductClass | None") -> str:
    """Return the tax class of a product type ("standard" unless KILN_TAX_CODES names its slug)."""
    if product_class and product_class.is_gift_card:
        return OUT_OF_SCOPE
    return settings.KILN_TAX_CODES.get(product_class.slug, STANDARD) if product_class else STANDARD
