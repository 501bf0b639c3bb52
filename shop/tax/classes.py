"""Of which tax class something is."""

from typing import Any

from django.conf import settings

from shop.tax.table import OUT_OF_SCOPE, STANDARD


def tax_class_of(product_class: Any) -> str:
    """Return the tax class of a product type ("standard" unless KILN_TAX_CODES names its slug)."""
    if product_class and product_class.is_gift_card:
        return OUT_OF_SCOPE
    return settings.KILN_TAX_CODES.get(product_class.slug, STANDARD) if product_class else STANDARD
