"""Prices and availability of many products at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from django.db.models import Q, QuerySet
from oscar.core.loading import get_model

from shop.compiled_queries import CompiledQuery
from shop.partner.buyers import Buyer
from shop.partner.listed import context_number, with_lists
from shop.partner.models import SalePrice, StockRecord
from shop.partner.purchase import (
    HIDDEN,
    ProductClassTerms,
    PurchaseInfo,
    info_for_parent,
    info_for_record,
    record_for,
)
from shop.partner.sales import with_sale

if TYPE_CHECKING:
    from oscar.apps.catalogue.abstract_models import AbstractProduct

Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")


class ProductLike(Protocol):
    """A Product, or whatever has the attributes of a `Relative`."""

    @property
    def pk(self) -> int:
        """The primary key."""

    @property
    def structure(self) -> str:
        """Standalone, parent or child."""

    @property
    def is_public(self) -> bool:
        """Whether customers may see it."""

    @property
    def parent_id(self) -> int | None:
        """The parent's primary key, of a child."""

    @property
    def product_class_id(self) -> int | None:
        """The product class's primary key; None for a child."""


class Relative(NamedTuple):
    """Of a product what its price and availability depend on; a whole one will do as well."""

    pk: int
    structure: str
    is_public: bool
    parent_id: int | None
    product_class_id: int | None


def purchase_infos(
    products: Iterable[Any],
    *,
    buyer: Buyer,
    classes: Mapping[int, ProductClassTerms | None] | None = None,
    families: Mapping[int, ProductLike] | None = None,
    quantities: Mapping[int, int] | None = None,
) -> dict[int, PurchaseInfo]:
    """Answer for every product by its primary key: visible, at what price, to be had.

    `products` are Products or whatever has the attributes of a `Relative`; `classes` are product classes
    (their `slug` and `track_stock`) that the caller has at hand, by key; `families` all their children and
    parents, where the caller has read them; `quantities` how many pieces are asked for, by product (or one).

    Prices are in the buyer's currency, of the buyer's price lists, at the tax that the buyer bears. A parent
    gets its cheapest visible child's (see `info_for_parent`); a child is visible only below a visible parent.
    At most three
    queries, however many products: family, product classes, stock records.
    """
    asked: dict[int, ProductLike] = {product.pk: product for product in products}
    known = _families_of(asked.values()) if families is None else families
    everybody: dict[int | None, ProductLike] = dict(chain(known.items(), asked.items()))
    visible = {product.pk for product in everybody.values() if _is_visible(product, everybody)}
    found = _classes_of(everybody.values(), classes or {})
    sold = (pk for pk in visible if everybody[pk].structure != Product.PARENT)
    records, wanted = _records_of(sold, buyer.price_list), quantities or {}

    infos: dict[int, PurchaseInfo] = {}
    children: dict[int | None, dict[int, PurchaseInfo]] = defaultdict(dict)
    for pk in sorted(visible):
        product = everybody[pk]
        if product.structure == Product.PARENT:
            continue
        head = everybody[product.parent_id] if product.structure == Product.CHILD else product
        terms, quantity = found.get(head.product_class_id), wanted.get(pk, 1)
        record = record_for(records[pk], buyer=buyer, product_class=terms, quantity=quantity)
        infos[pk] = info_for_record(
            record, product_class=terms, tax=buyer.tax, price_list=buyer.price_list, quantity=quantity
        )
        if product.structure == Product.CHILD:
            children[product.parent_id][pk] = infos[pk]
    for pk, product in asked.items():
        if product.structure == Product.PARENT and pk in visible:
            info = info_for_parent(list(children[pk].values()))
            infos[pk] = info._replace(variant_id=_selected(children[pk]))
    return {pk: infos.get(pk, HIDDEN) for pk in asked}


def _selected(children: Mapping[int, PurchaseInfo]) -> int | None:
    """Return the first variant that can be had, else the first; None without any."""
    in_stock = (pk for pk, info in children.items() if info.availability.is_available_to_buy)
    return next(chain(in_stock, children), None)


def purchase_info(product: "AbstractProduct", *, buyer: Buyer, quantity: int = 1) -> PurchaseInfo:
    """Answer for one product, in so many pieces, as `purchase_infos` does."""
    return purchase_infos([product], buyer=buyer, quantities={product.pk: quantity})[product.pk]


def _classes_of(
    products: Iterable[ProductLike], known: Mapping[int, ProductClassTerms | None]
) -> dict[int | None, ProductClassTerms | None]:
    """Return the products' classes by key; known ones and those loaded with their product cost no query."""
    loaded = {
        p.product_class_id: p.product_class
        for p in products
        if isinstance(p, Product) and "product_class" in p._state.fields_cache
    }
    classes: dict[int | None, ProductClassTerms | None] = dict(chain(known.items(), loaded.items()))
    missing = {p.product_class_id for p in products} - set(classes) - {None}
    return {**classes, **(ProductClass.objects.in_bulk(missing) if missing else {})}


def _families_of(products: Collection[ProductLike]) -> dict[int, Relative]:
    """Read the children of parents and the parents of children, in one query."""
    parents = [p.pk for p in products if p.structure == Product.PARENT]
    heads = [p.parent_id for p in products if p.structure == Product.CHILD and p.parent_id is not None]
    if not parents and not heads:
        return {}
    found = (Relative(*row) for row in FAMILIES.rows(parents, heads))
    return {relative.pk: relative for relative in found}


def _relatives(parents: Sequence[int], heads: Sequence[int], _columns: object) -> QuerySet:
    # As written: modeltranslation would put the columns into an order of its own.
    rows = Product.objects.rewrite(False).filter(Q(parent__in=parents) | Q(pk__in=heads)).order_by()
    return rows.values_list(*Relative._fields)


def _is_visible(product: ProductLike, everybody: Mapping[int | None, ProductLike]) -> bool:
    if product.structure == Product.CHILD and not everybody[product.parent_id].is_public:
        return False
    return product.is_public


def _records_of(product_ids: Iterable[int], price_list: str) -> dict[int, list[StockRecord]]:
    """Stock records by product id, with what sales and the lists of a price context say of them."""
    records = defaultdict(list)
    sql, parameters, alias = RECORDS.sql(list(product_ids), [context_number(price_list)])
    for record in StockRecord.objects.using(alias).raw(sql, parameters) if sql else ():
        records[record.product_id].append(record)
    return records


def _records(product_ids: Sequence[int], contexts: Sequence[int], _columns: object) -> QuerySet[StockRecord]:
    found = StockRecord.objects.filter(product__in=product_ids).order_by()
    return with_lists(with_sale(found, SalePrice), context=contexts[0])


FAMILIES, RECORDS = CompiledQuery(_relatives), CompiledQuery(_records)
