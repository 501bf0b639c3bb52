"""Products as documents: what the shop says of them, in the shape of the search interface.

What a product costs and whether it can be had is what `shop.partner` answers; nothing is
worked out here a second time.
"""

import html
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, Sum
from django.utils.html import strip_tags
from modeltranslation.utils import build_localized_fieldname

from search.buyers import price_list_of
from search.facet_labels import update_labels
from search.kinds import listed_in
from search.properties import FacetProperties, properties_of
from search.types import IndexedVariant, ProductDocument, Term, price_key
from shop.catalogue.models import Category, Product, ProductCategory
from shop.money import minor_unit
from shop.order.models import Line
from shop.order_statuses import CANCELLED
from shop.partner.buyers import PUBLIC, Buyer, public_buyer
from shop.partner.contexts import buyer_in_context, contexts_by_product
from shop.partner.models import StockRecord
from shop.partner.purchase import PurchaseInfo
from shop.partner.queries import purchase_infos
from shop.partner.visibility import Visibility, visibilities
from shop.tax.queries import situation

BATCH = 500
LONGEST_BODY = 4000
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def buyers_indexed() -> tuple[Buyer, ...]:
    """Return one buyer for each price list and currency that listings are made in, net and gross."""
    anybody = replace(public_buyer(), sees_hidden=True)
    company = replace(anybody, tax=situation(is_company=True))
    return (anybody,) if price_list_of(company) == price_list_of(anybody) else (anybody, company)


def now_version() -> int:
    """Return a version for what is read from now on: nanoseconds since 1970."""
    return time.time_ns()


def sales_counted_until() -> datetime:
    """Return the beginning of this day (UTC): sales move products in the lists once a day.

    A product that moved with every sale would be missed, or seen twice, by whoever is just turning a page.
    """
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def browsable_ids(product_ids: Collection[int]) -> set[int]:
    """Return the products under which these are listed: of a variant, its parent."""
    parents = Product.objects.filter(pk__in=product_ids, parent__isnull=False).values_list("pk", "parent_id")
    heads = dict(parents)
    return {heads.get(pk, pk) for pk in product_ids}


def all_documents() -> Iterator[ProductDocument]:
    """Yield a document for every product that is listed, in batches of constant memory."""
    tree, last = CategoryTree.load(), 0
    while True:
        ids = list(
            Product.objects.filter(pk__gt=last, is_public=True)
            .exclude(structure=Product.CHILD)
            .order_by("pk")
            .values_list("pk", flat=True)[:BATCH]
        )
        if not ids:
            return
        yield from documents_of(ids, tree=tree)
        last = ids[-1]


def documents_of(
    product_ids: Collection[int], *, tree: "CategoryTree | None" = None
) -> list[ProductDocument]:
    """Return the documents of these listed products; what is hidden or gone has none.

    A dozen queries for up to `BATCH` products. Also notes how their facets are called.
    """
    version = now_version()
    family = list(
        Product.objects.filter(Q(pk__in=product_ids) | Q(parent__in=product_ids), is_public=True).order_by(
            "pk"
        )
    )
    batch = Batch.load(family, tree or CategoryTree.load())
    update_labels(batch.properties.facet_words, batch.properties.term_words)
    return [
        _document(product, batch, version)
        for product in family
        if not product.is_child and product.pk in batch.variants
    ]


@dataclass(frozen=True)
class CategoryTree:
    """All categories: the ids from the root down to each, and each one's names."""

    lines: Mapping[int, tuple[int, ...]]
    names: Mapping[int, Mapping[str, str]]

    @classmethod
    def load(cls) -> "CategoryTree":
        """Read the tree in one query."""
        columns = [build_localized_fieldname("name", language) for language in LANGUAGES]
        rows = list(Category.objects.values_list("pk", "path", *columns))
        by_path = {path: pk for pk, path, *_names in rows}
        step = Category.steplen
        lines = {
            pk: tuple(
                by_path[path[:end]] for end in range(step, len(path) + 1, step) if path[:end] in by_path
            )
            for pk, path, *_names in rows
        }
        names = {
            pk: {language: name for language, name in zip(LANGUAGES, names, strict=True) if name}
            for pk, _path, *names in rows
        }
        return cls(lines, names)


@dataclass
class Batch:
    """All that is known of a batch of products, by product id."""

    tree: CategoryTree
    properties: FacetProperties
    variants: dict[int, list[Product]] = field(default_factory=lambda: defaultdict(list))
    prices: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    available: set[int] = field(default_factory=set)
    codes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    categories: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    sold: dict[int, int] = field(default_factory=dict)
    visibilities: Mapping[int | None, Visibility] = field(default_factory=dict)

    @classmethod
    def load(cls, family: list[Product], tree: CategoryTree) -> "Batch":
        """Read what belongs to these products and their variants."""
        ids = [product.pk for product in family]
        batch = cls(tree, properties_of(ids))
        batch.visibilities = visibilities(product.visibility_id for product in family)
        for product in family:
            if product.is_parent:
                batch.variants.setdefault(product.pk, [])
            else:
                batch.variants[product.parent_id or product.pk].append(product)
            batch.codes[product.pk] += [code for code in (product.upc, product.code) if code]
        batch._read_prices([product for product in family if not product.is_parent])
        for pk, sku in StockRecord.objects.filter(product__in=ids).values_list("product_id", "partner_sku"):
            batch.codes[pk].append(sku)
        for pk, category in ProductCategory.objects.filter(product__in=ids).values_list(
            "product_id", "category_id"
        ):
            batch.categories[pk].add(category)
        lines = Line.objects.filter(product__in=ids, order__date_placed__lt=sales_counted_until())
        lines = lines.exclude(order__status=CANCELLED)
        batch.sold = dict(lines.values_list("product_id").annotate(Sum("quantity")))
        return batch

    def _read_prices(self, products: list[Product]) -> None:
        """Read everybody's prices of these variants, and those of each price context where it has others."""
        for buyer in buyers_indexed():
            base = self._note_prices(products, buyer)
            self.available.update(pk for pk, info in base.items() if info.availability.is_available_to_buy)
            for price_list, ids in self._contexts(products).items():
                agreed = [product for product in products if (product.parent_id or product.pk) in ids]
                self._note_prices(agreed, buyer_in_context(buyer, price_list), base=base)

    def _contexts(self, products: list[Product]) -> dict[str, set[int]]:
        """Return by price context the products (not variants) of which it has a price of its own."""
        heads = {product.pk: product.parent_id or product.pk for product in products}
        found: dict[str, set[int]] = defaultdict(set)
        for pk, names in contexts_by_product(heads).items():
            for name in names - {PUBLIC}:
                found[name].add(heads[pk])
        return dict(sorted(found.items()))

    def _note_prices(
        self, products: list[Product], buyer: Buyer, *, base: Mapping[int, PurchaseInfo] | None = None
    ) -> dict[int, PurchaseInfo]:
        """Note what variants cost a buyer; with `base` only of products of which one costs something else."""
        key, unit = price_key(price_list_of(buyer), buyer.currency), minor_unit(buyer.currency)
        infos = purchase_infos(products, buyer=buyer)
        heads = {product.pk: product.parent_id or product.pk for product in products}
        others = {heads[pk] for pk, info in infos.items() if base is None or _shown(info) != _shown(base[pk])}
        for pk, info in infos.items():
            amount = _shown(info)
            if amount is not None and heads[pk] in others:
                self.prices[pk][key] = int(amount / unit)
        return infos


def _shown(info: PurchaseInfo) -> Decimal | None:
    """Return the price as it stands on a card; None without one."""
    if not info.price.exists:
        return None
    shown: Decimal = info.price.excl_tax if info.price.shows_net else info.price.incl_tax
    return shown


def _document(product: Product, batch: Batch, version: int) -> ProductDocument:
    variants = batch.variants[product.pk]
    visibility = batch.visibilities[product.visibility_id]
    family = {product.pk, *(variant.pk for variant in variants)}
    categories = {above for pk in batch.categories[product.pk] for above in batch.tree.lines.get(pk, ())}
    return ProductDocument(
        product_id=product.pk,
        version=version,
        titles=_texts(product, "title"),
        bodies={language: _body(product, family, categories, batch, language) for language in LANGUAGES},
        values=_values(family, batch),
        names=_category_names(batch, product.pk),
        codes=tuple(dict.fromkeys(code for pk in sorted(family) for code in batch.codes[pk])),
        category_ids=frozenset(categories),
        audiences=visibility.shown_to,
        hidden_from=visibility.hidden_from,
        variants=tuple(_variant(variant, product, batch) for variant in variants),
        created_at=product.date_created,
        rating=product.rating or 0.0,
        popularity=sum(batch.sold.get(pk, 0) for pk in family),
        priority=product.priority,
    )


def _variant(variant: Product, product: Product, batch: Batch) -> IndexedVariant:
    """Return a variant with its own values and, where it has none of a facet, its parent's."""
    own = batch.properties.terms[variant.pk]
    named = {code for code, _slug in own}
    inherited: set[Term] = {term for term in batch.properties.terms[product.pk] if term[0] not in named}
    return IndexedVariant(
        product_id=variant.pk,
        terms=frozenset(own | inherited),
        prices=dict(batch.prices[variant.pk]),
        is_available=variant.pk in batch.available,
    )


def _category_names(batch: Batch, product_id: int) -> tuple[str, ...]:
    """Return what the categories are called in which a product itself stands, in every language."""
    names = (name for pk in sorted(batch.categories[product_id]) for name in batch.tree.names[pk].values())
    return tuple(dict.fromkeys(part for name in names for part in listed_in(name)))


def _values(family: set[int], batch: Batch) -> tuple[str, ...]:
    """Return the values of a product and its variants by which listings are narrowed, in every language."""
    values = (
        value
        for language in LANGUAGES
        for pk in sorted(family)
        for value in batch.properties.words(pk, language)
    )
    return tuple(dict.fromkeys(value for value in values if value))


def _texts(product: Product, name: str) -> dict[str, str]:
    columns = {language: build_localized_fieldname(name, language) for language in LANGUAGES}
    texts = {language: getattr(product, column) or "" for language, column in columns.items()}
    return {language: text for language, text in texts.items() if text}


def _body(product: Product, family: set[int], categories: set[int], batch: Batch, language: str) -> str:
    description = html.unescape(strip_tags(_texts(product, "description").get(language, "")))
    places = (batch.tree.names[pk].get(language, "") for pk in sorted(categories))
    own = language == settings.LANGUAGE_CODE
    texts = (text for pk in sorted(family) for text in batch.properties.texts.get(pk, ()) if own)
    parts = dict.fromkeys(part for part in (*places, *texts, description) if part)
    return " ".join(parts)[:LONGEST_BODY]
