"""Reading products for the back office."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from shop.backoffice.queries import SCAN_LIMIT, filter_by_scan
from shop.catalogue.images import Picture
from shop.catalogue.models import Product, ProductImage
from shop.partner.models import StockRecord


@dataclass(frozen=True, kw_only=True)
class Line:
    """What the list says of a product; amounts in the shop's currency, stock in free pieces."""

    sku: str
    variants: int
    free: int | None
    price_from: Decimal | None
    price_to: Decimal | None
    currency: str
    picture: Picture | None


def products_for_staff(user: Any) -> QuerySet[Product]:
    """List the products that are no variants: all for staff, a supplier's own for a supplier."""
    products = Product.objects.filter(parent=None)
    if user.is_staff:
        return products
    own = StockRecord.objects.filter(partner__users=user)
    return products.filter(Q(pk__in=own.values("product")) | Q(pk__in=own.values("product__parent")))


def products_matching(text: str, *, among: QuerySet[Product]) -> QuerySet[Product]:
    """Find products by what was typed: a whole SKU or EAN finds its product, anything else is looked for.

    It may be a piece of the name in any language or the beginning of a number.
    """
    text = text.strip()
    found = Product.objects.order_by().values_list("pk", "parent_id")
    # One question to each of the two unique indexes; asked together, SQLite may read the whole table.
    exact = found.filter(code=text).union(found.filter(upc=text))
    ids = {parent or pk for pk, parent in exact}
    records = StockRecord.objects.filter(partner_sku=text).values_list("product_id", "product__parent_id")
    ids |= {parent or pk for pk, parent in records}
    if ids:
        return among.filter(pk__in=ids)
    names = Q()
    for language in ("en", "zh_hans", "zh_hant"):
        names |= Q(**{f"title_{language}__icontains": text})
    return filter_by_scan(names | Q(code__istartswith=text), among=among)


def free_records() -> QuerySet[StockRecord]:
    """Stock records with a piece that nobody was promised."""
    return StockRecord.objects.filter(num_in_stock__gt=Coalesce(F("num_allocated"), 0) + F("num_reserved"))


def running_low(*, at_most: int) -> Q:
    """Name the products with a variant of which few pieces are free; one query more.

    Few are named one by one, for the list would look for them row by row; of many it finds a page soon.
    """
    few = free_records().filter(num_in_stock__lte=at_most)
    found = list(few.order_by().values_list("product_id", "product__parent_id")[: SCAN_LIMIT + 1])
    if len(found) <= SCAN_LIMIT:
        return Q(pk__in={parent or pk for pk, parent in found})
    return Q(Exists(few.filter(product=OuterRef("pk")))) | Q(
        Exists(few.filter(product__parent=OuterRef("pk")))
    )


def without_stock(products: QuerySet[Product]) -> QuerySet[Product]:
    """Leave the products of which no piece is free."""
    free = free_records()
    return products.exclude(
        Exists(free.filter(product=OuterRef("pk"))) | Exists(free.filter(product__parent=OuterRef("pk")))
    )


def _has_no(pictures: QuerySet[ProductImage]) -> Q:
    own = pictures.filter(product=OuterRef("pk"))
    of_variants = pictures.filter(product__parent=OuterRef("pk"))
    return Q(~Exists(own), ~Exists(of_variants))


#: That the name lacks in one of the Chinese languages.
NO_CHINESE_NAME = Q(title_zh_hans=None) | Q(title_zh_hans="") | Q(title_zh_hant=None) | Q(title_zh_hant="")
#: That neither a product nor any of its variants has a picture.
NO_PICTURE = _has_no(ProductImage.objects.all())


def lines_of(products: Sequence[Product]) -> dict[int, Line]:
    """Say for each product what the list shows; three queries, however many products."""
    heads = [product.pk for product in products]
    children = dict(Product.objects.filter(parent__in=heads).order_by("pk").values_list("pk", "parent_id"))
    owner = {**{pk: pk for pk in heads}, **children}
    records: dict[int, list[StockRecord]] = defaultdict(list)
    for record in StockRecord.objects.filter(product__in=owner).order_by("pk"):
        records[owner[record.product_id]].append(record)
    pictures: dict[int, str] = {}
    images = ProductImage.objects.filter(product__in=owner).order_by("display_order", "pk")
    for product_id, name in images.values_list("product_id", "original"):
        pictures.setdefault(owner[product_id], name)
    count: dict[int, int] = defaultdict(int)
    for head in children.values():
        count[head] += 1
    return {
        product.pk: _line(product, records[product.pk], pictures.get(product.pk, ""), count[product.pk])
        for product in products
    }


def _line(product: Product, records: list[StockRecord], picture: str, variants: int) -> Line:
    prices = [record.price for record in records if record.price is not None]
    counted = [record for record in records if record.num_in_stock is not None]
    return Line(
        sku=product.code or product.upc or (records[0].partner_sku if records else ""),
        variants=variants,
        free=sum(max(0, record.net_stock_level) for record in counted) if counted else None,
        price_from=min(prices, default=None),
        price_to=max(prices, default=None),
        currency=records[0].price_currency if records else "",
        picture=Picture(name=picture) if picture else None,
    )
