"""Of which products the demo's companies order: those of which most lies there."""

from itertools import islice

from django.db.models import Q, QuerySet

from config.demo.order_plan import pieces
from shop.catalogue.models import Product


def most_in_stock() -> QuerySet[Product]:
    """List what can be bought as it is, what most lies of first."""
    rows = Product.objects.filter(is_public=True, stockrecords__num_in_stock__gt=0, stockrecords__price__gt=0)
    shown = rows.filter(Q(parent=None) | Q(parent__is_public=True)).exclude(structure=Product.PARENT)
    found = shown.select_related("parent__product_class", "product_class").prefetch_related("stockrecords")
    return found.order_by("-stockrecords__num_in_stock", "pk")


def in_any_quantity(most: int) -> list[Product]:
    """List those of them that have no multiple and no maximum: an order of any number of pieces is taken."""
    bound = {one.sku for one in pieces() if one.multiple > 1 or one.maximum is not None}
    found = (row for row in most_in_stock() if row.stockrecords.all()[0].partner_sku not in bound)
    return list(islice(found, most))
