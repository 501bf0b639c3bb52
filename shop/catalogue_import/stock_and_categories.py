"""What hangs on products: stock and price, categories. Compared, then written in bulk."""

from collections import defaultdict
from collections.abc import Mapping as Named, Sequence
from typing import Protocol

from shop.catalogue.models import Product, ProductCategory, ProductClass
from shop.catalogue_import.item import Item
from shop.catalogue_import.reference_data import ReferenceData
from shop.configuration.queries import shop_currency
from shop.partner.models import Partner, StockRecord
from shop.partner.services import announce_prices, note_prices
from shop.stock.services import set_levels

BATCH = 500
STOCK_FIELDS = ("price", "cost", "price_currency")
Pairs = Sequence[tuple[Item, Product]]


def set_changed(row: object, values: Named[str, object]) -> bool:
    """Put values on a row; tell whether any was another."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


class Sold(Protocol):
    """What a row says of price and stock, whose they are, and the record they are kept in, if any."""

    item: Item
    product_class: ProductClass
    seller: Partner
    record: StockRecord | None


def write_stock(written: Sequence[tuple[Sold, Product]], reference_data: ReferenceData) -> set[int]:
    """Set price and stock of what is sold; return the products whose record changed.

    A parent is not sold: records it has from before it got variants are removed. A source that
    names neither price nor stock leaves records alone. Pieces go into the ledger: a new record's
    as its opening, another number as counted. A price that changes is published.
    """
    parents = {product.pk for _sold, product in written if product.is_parent}
    stray = list(StockRecord.objects.filter(product__in=parents))
    StockRecord.objects.filter(pk__in=[record.pk for record in stray]).delete()
    new: list[StockRecord] = []
    stale: list[StockRecord] = []
    loaded = []
    prices = []
    for sold, product in written:
        item = sold.item
        if product.pk in parents or (item.price is None and item.cost is None and item.stock is None):
            continue
        record = sold.record or StockRecord(
            product=product, partner=sold.seller, partner_sku=item.sku, price_currency=shop_currency()
        )
        before = record.price
        if set_changed(record, _stock(item)) or not record.pk:
            (stale if record.pk else new).append(record)
            prices.append((record, before))
        if item.stock is not None and sold.product_class.track_stock:
            places = {reference_data.place(sold.seller, code): n for code, n in item.stock.items()}
            loaded.append((record, places))
    for record, places in loaded:
        if not record.pk:
            record.num_in_stock = sum(places.values())
    StockRecord.objects.bulk_create(new, batch_size=BATCH)
    StockRecord.objects.bulk_update(stale, STOCK_FIELDS, batch_size=BATCH)
    changed = set(stale)
    announce_prices([(record, before) for record, before in prices if record in changed])
    note_prices(new)
    pieces = dict(loaded)
    counted = set_levels(pieces, new=[record for record in new if record in pieces], reference="import")
    by_key = {record.pk: record.product_id for record in pieces}
    return {record.product_id for record in (*stray, *new, *stale)} | {by_key[pk] for pk in counted}


def _stock(item: Item) -> dict[str, object]:
    """Return what the source says of a stock record; what it does not say stays as it is."""
    said = {"price": item.price, "cost": item.cost, "price_currency": item.currency or None}
    return {name: value for name, value in said.items() if value is not None}


def write_categories(pairs: Pairs, reference_data: ReferenceData) -> set[int]:
    """Put products into exactly the source's categories; return the products that moved.

    Variants stand where their parent does; a source without categories leaves them alone.
    """
    wanted = {
        product.pk: {reference_data.category(path).pk for path in item.categories}
        for item, product in pairs
        if item.categories is not None and not product.is_child
    }
    held: dict[int, dict[int, int]] = defaultdict(dict)
    rows = ProductCategory.objects.filter(product__in=wanted.keys())
    for pk, product_id, category_id in rows.values_list("pk", "product_id", "category_id"):
        held[product_id][category_id] = pk
    new, stray, changed = [], [], set()
    for product_id, categories in wanted.items():
        has = held[product_id]
        new += [
            ProductCategory(product_id=product_id, category_id=pk) for pk in sorted(categories - has.keys())
        ]
        stray += [has[pk] for pk in has.keys() - categories]
        if categories != has.keys():
            changed.add(product_id)
    ProductCategory.objects.bulk_create(new, batch_size=BATCH)
    ProductCategory.objects.filter(pk__in=stray).delete()
    return changed
