"""On which products an offer works: all, those of a collection, or some that were picked for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _, ngettext, override, pgettext
from modeltranslation.utils import build_localized_fieldname

from shop.catalogue.models import Product
from shop.offer.models import Benefit, Condition, Range
from shop.offer.names import free_name

EVERYTHING, COLLECTION, PRODUCTS = "all", "collection", "products"
NAMED = 2


@dataclass(frozen=True, kw_only=True)
class Goods:
    """`collection` is a range with a name of its own; `products` are those that were picked."""

    kind: str = EVERYTHING
    collection: Range | None = None
    products: Sequence[Product] = ()


ALL = Goods()


def collections() -> QuerySet[Range]:
    """List the collections that somebody named."""
    return Range.objects.filter(is_for_one_offer=False).order_by("name", "pk")


def goods_of(row: Range | None) -> Goods:
    """Say what a range stands for."""
    if row is None:
        return ALL
    if row.is_for_one_offer:
        picked = row.rangeproduct_set.order_by("display_order", "pk").select_related("product")
        return Goods(kind=PRODUCTS, products=[each.product for each in picked])
    return ALL if _is_everything(row) else Goods(kind=COLLECTION, collection=row)


def _is_everything(row: Range) -> bool:
    if not row.includes_all_products or row.proxy_class:
        return False
    return not row.excluded_products.exists() and not row.excluded_categories.exists()


def words_for(goods: Goods) -> str:
    """Name the goods in the reader's language: "all products", a collection, or the first two products."""
    if goods.kind == EVERYTHING:
        return _("all products")
    if goods.kind == COLLECTION:
        return str(goods.collection.name) if goods.collection else ""
    names = [product.get_title() for product in goods.products]
    told = pgettext("punctuation", ", ").join(names[:NAMED])
    left = len(names) - NAMED
    if left <= 0:
        return told
    more = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", left)
    return more % {"names": told, "n": left}


def range_for(goods: Goods, held: Range | None) -> Range:
    """Return the saved range of these goods; picked products stay in the offer's own range, if it has one."""
    if goods.collection is not None:
        return goods.collection
    if goods.kind == EVERYTHING:
        return _everything()
    own = held if held is not None and held.is_for_one_offer else Range(is_for_one_offer=True)
    for code, _label in settings.LANGUAGES:
        with override(code):
            setattr(own, build_localized_fieldname("name", code), free_name(own, words_for(goods), code))
    own.save()
    _put_products(own, goods.products)
    return own


def _put_products(own: Range, products: Sequence[Product]) -> None:
    rows = own.rangeproduct_set
    rows.exclude(product__in=products).delete()
    for place, product in enumerate(products):
        rows.update_or_create(product=product, defaults={"display_order": place})
    own.invalidate_cached_queryset()


def _everything() -> Range:
    whole = collections().filter(includes_all_products=True, proxy_class=None, excluded_products=None)
    found = whole.filter(excluded_categories=None).order_by("pk").first()
    if found is not None:
        return found
    made = Range(includes_all_products=True)
    for code, _label in settings.LANGUAGES:
        with override(code):
            setattr(made, build_localized_fieldname("name", code), free_name(made, _("All products"), code))
    made.save()
    return made


def remove_unused(ranges: Iterable[Range | None]) -> None:
    """Delete the ranges of picked products that no benefit and no condition needs any more."""
    keys = {row.pk for row in ranges if row is not None and row.is_for_one_offer}
    used = Q(Exists(Benefit.objects.filter(range=OuterRef("pk"))))
    used |= Q(Exists(Condition.objects.filter(range=OuterRef("pk"))))
    Range._default_manager.filter(pk__in=keys, is_for_one_offer=True).exclude(used).delete()
