"""Of which products the demo's companies order: those of which most lies there."""

from django.db.models import Q, QuerySet

from shop.catalogue.models import Product


def most_in_stock() -> QuerySet[Product]:
    """List what can be bought as it is, what most lies of first."""
    rows = Product.objects.filter(is_public=True, stockrecords__num_in_stock__gt=0, stockrecords__price__gt=0)
    shown = rows.filter(Q(parent=None) | Q(parent__is_public=True)).exclude(structure=Product.PARENT)
    found = shown.select_related("parent__product_class", "product_class").prefetch_related("stockrecords")
    return found.order_by("-stockrecords__num_in_stock", "pk")
