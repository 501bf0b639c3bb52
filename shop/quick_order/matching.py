"""Which product a number means: seller's number, EAN or supplier's part number, in either case."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from shop.basket.checking import sellable
from shop.catalogue.models import Product
from shop.partner.models import Partner, StockRecord

#: What stands for a product that has no number of its own: "#127".
OWN_KEY = re.compile(r"#\d{1,15}\Z")


def products_by_number(numbers: Collection[str]) -> dict[str, list[int]]:
    """Return for each number the products that bear it, as typed or all in capitals or small letters.

    Products that are not public are left out. A number that several bear leads to all of them. Five queries,
    each by an index.
    """
    asked: dict[str, set[str]] = defaultdict(set)
    for number in numbers:
        for written in {number, number.upper(), number.lower()} - {""}:
            asked[written].add(number)
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for written, pk in _bearers(list(asked)) if asked else ():
        for number in asked[written]:
            found[number][pk] = None
    return {number: sorted(keys) for number, keys in found.items()}


def _bearers(written: list[str]) -> Iterator[tuple[str, int]]:
    public = Product.objects.filter(sellable()).order_by()
    yield from public.filter(code__in=written).values_list("code", "pk")  # type: ignore[misc]
    keys = {int(text[1:]): text for text in written if OWN_KEY.match(text)}
    yield from ((keys[pk], pk) for pk in public.filter(pk__in=keys).values_list("pk", flat=True))
    yield from public.filter(upc__in=written).values_list("upc", "pk")  # type: ignore[misc]
    suppliers = list(Partner.objects.order_by().values_list("pk", flat=True))  # the index begins with them
    records = StockRecord.objects.filter(partner__in=suppliers, partner_sku__in=written).order_by()
    rows = list(records.values_list("partner_sku", "product_id"))
    shown = set(public.filter(pk__in={pk for _sku, pk in rows}).values_list("pk", flat=True))
    yield from ((sku, pk) for sku, pk in rows if pk in shown)


def numbers_of(products: Sequence[Product]) -> dict[int, str]:
    """Return the number under which each product is ordered; one query."""
    records = StockRecord.objects.filter(product__in=[product.pk for product in products]).order_by("-pk")
    own = dict(records.values_list("product_id", "partner_sku"))
    return {p.pk: p.code or p.upc or own.get(p.pk) or f"#{p.pk}" for p in products}
