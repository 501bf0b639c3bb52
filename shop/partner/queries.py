"""Prices and availability of many products at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from shop.partner.buyers import Buyer
from shop.partner.models import StockRecord
from shop.partner.purchase import HIDDEN, PurchaseInfo, info_for_parent, info_for_record, record_for

Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")


def purchase_infos(products: Iterable[Any], *, buyer: Buyer) -> dict[int, PurchaseInfo]:
    """Answer for every product by its primary key: visible, at what price, to be had.

    Prices are in the buyer's currency, at the tax that the buyer bears. A parent gets its cheapest
    visible child's (see `info_for_parent`); a child is visible only below a visible parent. At most four
    queries, however many products: family, product classes, stock records.
    """
    asked = {product.pk: product for product in products}
    family = _families_of(asked.values())
    everybody = {**family, **asked}
    visible = {pk for pk, product in everybody.items() if _is_visible(product, everybody)}
    classes = _classes_of(everybody.values())
    records = _records_of(pk for pk in visible if not everybody[pk].is_parent)

    infos: dict[int, PurchaseInfo] = {}
    children: dict[int, list[PurchaseInfo]] = defaultdict(list)
    for pk in visible:
        product = everybody[pk]
        if product.is_parent:
            continue
        head = everybody[product.parent_id] if product.is_child else product
        record = record_for(records[pk], buyer=buyer)
        infos[pk] = info_for_record(record, product_class=classes.get(head.product_class_id), tax=buyer.tax)
        if product.is_child:
            children[product.parent_id].append(infos[pk])
    for pk, product in asked.items():
        if product.is_parent and pk in visible:
            infos[pk] = info_for_parent(children[pk])
    return {pk: infos.get(pk, HIDDEN) for pk in asked}


def purchase_info(product: Any, *, buyer: Buyer) -> PurchaseInfo:
    """Answer for one product as `purchase_infos` does."""
    return purchase_infos([product], buyer=buyer)[product.pk]


def _classes_of(products: Iterable[Any]) -> dict[int, Any]:
    """Return the products' classes by key; those that were loaded with their product cost no query."""
    classes = {
        p.product_class_id: p.product_class for p in products if "product_class" in p._state.fields_cache
    }
    missing = {p.product_class_id for p in products} - set(classes) - {None}
    return {**classes, **(ProductClass.objects.in_bulk(missing) if missing else {})}


def _families_of(products: Iterable[Any]) -> dict[int, Any]:
    """Load the children of parents and the parents of children, in one query."""
    parents = [p.pk for p in products if p.is_parent]
    heads = [p.parent_id for p in products if p.is_child]
    if not parents and not heads:
        return {}
    rows = Product.objects.filter(Q(parent__in=parents) | Q(pk__in=heads)).only(
        "structure", "is_public", "parent_id", "product_class_id"
    )
    return {row.pk: row for row in rows}


def _is_visible(product: Any, everybody: dict[int, Any]) -> bool:
    if product.is_child and not everybody[product.parent_id].is_public:
        return False
    return product.is_public


def _records_of(product_ids: Iterable[int]) -> dict[int, list[StockRecord]]:
    """Stock records by product id."""
    records = defaultdict(list)
    for record in StockRecord.objects.filter(product__in=list(product_ids)):
        records[record.product_id].append(record)
    return records
