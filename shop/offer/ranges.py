"""Oscar's ranges as collections: which products stand in one, in the order that staff gave them."""

from collections.abc import Collection

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from shop.catalogue.models import Product
from shop.offer.models import Range

RangeProduct = get_model("offer", "RangeProduct")


def listed_products(collection: Range, *, hidden: Collection[int] | None = None) -> QuerySet[Product]:
    """Return the public products that a page of a range lists, those picked by hand in their order first.

    Those that everybody sees or, where `hidden` names the profiles that a buyer does not see
    (`shop.partner.visibility.hidden_profiles`), those that this buyer sees.
    A product in variants stands once: itself where the range holds it, else the first of its variants
    that the range holds, whose card leads to it.
    """
    held = collection.all_products().order_by().values("pk")
    products = Product.objects.filter(pk__in=held)
    heads = Product.objects.browsable() if hidden is None else Product.objects.browsable_but(hidden)
    variants = products.filter(structure=Product.CHILD, is_public=True, parent__in=heads.values("pk"))
    firsts = variants.exclude(parent__in=held).order_by().values("parent").annotate(first=Min("pk"))
    listed = Product.objects.filter(
        Q(pk__in=heads.filter(pk__in=held).order_by().values("pk")) | Q(pk__in=firsts.values("first"))
    )
    places = RangeProduct.objects.filter(range=collection).order_by()
    place = Coalesce(
        Subquery(places.filter(product=OuterRef("pk")).values("display_order")[:1]),
        Subquery(places.filter(product=OuterRef("parent")).values("display_order")[:1]),
    )
    return listed.annotate(place=place).order_by(F("place").asc(nulls_last=True), "pk")


def range_product_ids(range_id: int, *, limit: int) -> list[int]:
    """List at most `limit` of what `listed_products` returns, by key. Empty for a range that is gone."""
    found = Range.objects.filter(pk=range_id).first()
    return list(listed_products(found).values_list("pk", flat=True)[:limit]) if found else []
