"""The terms of a product's warranty, and when one ends."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from shop.catalogue.models import Product
from shop.warranties.models import WarrantyTerms


def terms_of_products(products: Iterable[Product]) -> dict[int, WarrantyTerms]:
    """Return the terms of products by their keys, those without a warranty left out. One query.

    Products come with their `parent`. The product's own hold before its parent's, these before its type's.
    """
    asked = list(products)
    heads = {product.pk: product.parent_id or product.pk for product in asked}
    types = {
        product.pk: product.parent.product_class_id if product.parent else product.product_class_id
        for product in asked
    }
    keys = {*heads, *heads.values()}
    rows = WarrantyTerms.objects.filter(
        Q(product__in=keys) | Q(product_class__in={pk for pk in types.values() if pk})
    )
    by_product: dict[int, WarrantyTerms] = {}
    by_type: dict[int, WarrantyTerms] = {}
    for row in rows:
        if row.product_id:
            by_product[row.product_id] = row
        else:
            by_type[row.product_class_id or 0] = row
    found = {
        pk: by_product.get(pk) or by_product.get(heads[pk]) or by_type.get(types[pk] or 0) for pk in heads
    }
    return {pk: terms for pk, terms in found.items() if terms is not None and terms.months}


def last_day(start: date, months: int) -> date:
    """Return the last day of so many months from `start` on: the day before the same day of the month.

    A month that is too short ends it with its own last day (31 August and six months: 28 February).
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    month += 1
    days = monthrange(year, month)[1]
    if start.day > days:
        return date(year, month, days)
    return date(year, month, start.day) - timedelta(days=1)
