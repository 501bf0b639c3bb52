"""By what a file and the shop know a product: its code, its stock record's SKU, or its key."""

import re
from collections.abc import Iterable

from shop.catalogue.models import Product
from shop.partner.models import StockRecord

KEY = re.compile(r"id:(\d{1,18})\Z", re.ASCII)


def products_by_sku(skus: Iterable[str]) -> dict[str, Product]:
    """Return the products that SKUs name; the code goes before the SKU of a stock record.

    `id:17`, which our export writes of a product that has neither, names it by its key.
    """
    wanted = set(skus)
    found: dict[str, Product] = {
        product.code or "": product for product in Product.objects.filter(code__in=wanted)
    }
    missing = wanted - found.keys()
    records = StockRecord.objects.filter(partner_sku__in=missing).select_related("product")
    for record in records.order_by("-pk"):
        found[record.partner_sku] = record.product
    keys = {int(match[1]): sku for sku in missing - found.keys() if (match := KEY.match(sku))}
    for product in Product.objects.filter(pk__in=keys):
        found[keys[product.pk]] = product
    return found


def sku_of(product: Product, record_sku: str = "") -> str:
    """Return what names a product in a file: `products_by_sku` finds it by that."""
    return product.code or record_sku or f"id:{product.pk}"
