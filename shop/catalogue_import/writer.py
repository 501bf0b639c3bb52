"""Writing a batch of checked rows: products, then what hangs on them; nothing is saved one by one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.utils import slugify

from shop.catalogue.limits import LIMIT_FIELDS, check_limits, limits_of
from shop.catalogue.models import SIZE_FIELDS, Product, ProductClass
from shop.catalogue.return_terms import TERM_FIELDS
from shop.catalogue.services import announce_published
from shop.catalogue.units import UNIT_FIELDS
from shop.catalogue_import.barcodes import check_gtin
from shop.catalogue_import.item import Item
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.pictures import Picture, PictureFolder, write_pictures
from shop.catalogue_import.product_options import write_options
from shop.catalogue_import.properties import ProductProperties, resolve, write_properties
from shop.catalogue_import.reference_data import ReferenceData
from shop.catalogue_import.remote_pictures import divide_urls, queue_pictures
from shop.catalogue_import.skus import products_by_sku, sku_of
from shop.catalogue_import.stock_and_categories import set_changed, write_categories, write_stock
from shop.catalogue_import.units import check_units
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.partner.models import Partner, StockRecord

BATCH = 500
TITLE = build_localized_fieldname("title", settings.LANGUAGE_CODE)


@dataclass
class Outcome:
    """What became of a batch's products, by their keys."""

    created: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)

    def without(self, keys: set[int]) -> "Outcome":
        """Return it without these products."""
        return Outcome(self.created - keys, self.updated - keys, self.unchanged - keys)

    def of(self, key: int) -> str:
        """Return what became of a product."""
        if key in self.created:
            return "created"
        return "updated" if key in self.updated else "unchanged"


@dataclass
class Draft:
    """An item with everything it refers to; `product` is there once it has been written.

    `record` is the stock record that price and stock are of, None where there is none yet.
    """

    item: Item
    product_class: ProductClass
    seller: Partner
    record: StockRecord | None
    properties: ProductProperties
    options: tuple[int, ...] | None
    pictures: tuple[Picture, ...] | None
    urls: tuple[str, ...]
    product: Product | None = None


class Existing:
    """The products that a batch meets or refers to, and their stock records."""

    def __init__(self, skus: Iterable[str], upcs: Iterable[str]) -> None:
        """Read them in a few queries: by code, by a stock record's SKU, by `id:` and key, by UPC."""
        self.by_sku = products_by_sku(skus)
        self.by_upc = dict(
            Product.objects.filter(upc__in={upc for upc in upcs if upc}).values_list("upc", "pk")
        )
        parents = {product.parent_id for product in self.by_sku.values() if product.parent_id}
        here = {product.pk: sku for sku, product in self.by_sku.items()}
        for parent in Product.objects.filter(pk__in=parents - here.keys()):
            here[parent.pk] = sku_of(parent)
            self.by_sku[here[parent.pk]] = parent
        self.parents = here
        self.records: dict[int, list[StockRecord]] = defaultdict(list)
        for record in StockRecord.objects.filter(product__in=list(here)).order_by("pk"):
            self.records[record.product_id].append(record)
        self.classes: dict[str, ProductClass] = {}

    def is_promised(self, product: Product) -> bool:
        """Say whether orders or buyers wait for pieces of a product itself."""
        return any(record.num_allocated or record.num_reserved for record in self.records[product.pk])


class Writer:
    """Checks items against the shop and writes them; keeps no rows between batches."""

    def __init__(self, mapping: Mapping, album: PictureFolder) -> None:
        self.mapping, self.album = mapping, album
        self.reference_data = ReferenceData(mapping)
        self.image_columns = {
            False: mapping.fields["images"].column if "images" in mapping.fields else "images",
            True: mapping.variant_fields["images"].column if "images" in mapping.variant_fields else "images",
        }

    def existing(self, items: Sequence[Item]) -> Existing:
        """Look up what a batch meets."""
        skus = {sku for item in items for sku in (item.sku, item.parent_sku) if sku}
        return Existing(skus, (item.upc or "" for item in items))

    def draft(self, item: Item, existing: Existing) -> Draft:
        """Resolve what an item refers to. Raises BadValueError."""
        known = existing.by_sku.get(item.sku)
        if known is not None and known.parent_id and not item.parent_sku:
            # A file that does not tell of parents leaves variants where they are.
            item = replace(item, parent_sku=existing.parents[known.parent_id])
        self._check(item, known, existing)
        product_class = self._product_class(item, known, existing)
        seller, record = self._record(item, known, existing)
        for code in item.stock or ():
            self.reference_data.place(seller, code)
        is_nested = bool(item.parent_sku and self.mapping.variant_path)
        names, urls = divide_urls(item.images, self.image_columns[is_nested])
        words = item.options
        return Draft(
            item=item,
            product_class=product_class,
            seller=seller,
            record=record,
            properties=resolve(item, product_class, self.reference_data),
            options=None if words is None else tuple(map(self.reference_data.product_option, words)),
            pictures=self.album.pictures(item.sku, names, self.image_columns[is_nested]),
            urls=urls,
        )

    def _check(self, item: Item, known: Product | None, existing: Existing) -> None:
        """Refuse what the shop has no place for."""
        owner = existing.by_upc.get(item.upc or "")
        if owner is not None and (known is None or known.pk != owner):
            taken = _("“%(value)s” is already used by another product")
            raise BadValueError("upc", taken % {"value": item.upc})
        if item.upc and (known is None or known.upc != item.upc):
            check_gtin(item.upc, "upc")
        if known is not None and known.is_parent and item.parent_sku:
            raise BadValueError("parent_sku", _("the product has variants of its own and cannot be one"))
        title = item.texts.get(TITLE) or (getattr(known, TITLE) if known else "")
        if not (title or item.parent_sku) and (known is None or item.is_public):
            fields = self.mapping.fields
            column = next((fields[name].column for name in ("title", TITLE) if name in fields), "title")
            raise BadValueError(column, _("is empty; a product needs a title"))
        parent = known if item.is_parent else existing.by_sku.get(item.parent_sku)
        if parent is not None and not parent.is_parent and existing.is_promised(parent):
            raise BadValueError(
                "parent_sku",
                _("open orders are waiting for “%(sku)s”, so it cannot get variants now")
                % {"sku": item.parent_sku or item.sku},
            )
        _check_limits(item, known)
        check_units(item, known)

    def _product_class(self, item: Item, known: Product | None, existing: Existing) -> ProductClass:
        """Return the type of an item: its own word, its parent's, the one it has, or that of new ones."""
        parent = existing.by_sku.get(item.parent_sku)
        found = None
        if item.parent_sku:
            found = existing.classes.get(item.parent_sku) or self.reference_data.class_of(parent)
        elif not item.product_class:
            found = self.reference_data.class_of(known)
        name = item.product_class or item.new_product_class or self.mapping.product_class
        found = found or self.reference_data.product_class(name)
        existing.classes[item.sku] = found
        return found

    def _record(
        self, item: Item, known: Product | None, existing: Existing
    ) -> tuple[Partner, StockRecord | None]:
        """Return whose price and stock an item tells of. Raises BadValueError for a price it cannot have."""
        records = existing.records[known.pk] if known is not None else []
        if item.warehouse:
            seller = self.reference_data.warehouse(item.warehouse)
            records = [record for record in records if record.partner_id == seller.pk]
        elif records:
            seller = self.reference_data.warehouse_of(records[0])
        else:
            seller = self.reference_data.default_warehouse()
        record = records[0] if records else None
        if record is not None and not item.currency:
            for name in ("price", "cost"):
                if (amount := getattr(item, name)) is not None:
                    values.amount(amount, name, currency=record.price_currency, is_minor=False)
        return seller, record

    def write(self, drafts: Sequence[Draft], existing: Existing) -> Outcome:
        """Write a batch in which every parent is known or comes along."""
        heads = [draft for draft in drafts if not draft.item.parent_sku]
        variants = [draft for draft in drafts if draft.item.parent_sku]
        created, changed = self._write_heads(heads, variants, existing)
        more_created, more_changed = self._write_variants(variants, existing)
        created |= more_created
        changed |= more_changed | self._write_parts(drafts)
        written = {draft.product.pk for draft in drafts if draft.product}
        updated = changed - created
        return Outcome(created=created, updated=updated, unchanged=written - created - updated)

    def _write_heads(
        self, heads: Sequence[Draft], variants: Sequence[Draft], existing: Existing
    ) -> tuple[set[int], set[int]]:
        """Write standalone products and parents; a product that gets variants becomes a parent."""
        parents = {draft.item.parent_sku for draft in variants}
        stale, unseen = [], []
        for draft in heads:
            item = draft.item
            draft.product = product = existing.by_sku.get(item.sku) or Product()
            is_parent = item.is_parent or item.sku in parents or product.is_parent
            wanted = {
                **_values(item, product),
                "structure": Product.PARENT if is_parent else Product.STANDALONE,
                "product_class_id": draft.product_class.pk,
                "parent_id": None,
            }
            if not product.pk:
                wanted["code"] = item.sku
            if not (product.pk and product.is_public):
                unseen.append(product)
            if set_changed(product, wanted) and product.pk:
                stale.append(product)
            product.slug = product.slug or _slug(product.title, item)
        for sku in parents - {draft.item.sku for draft in heads}:
            product = existing.by_sku[sku]
            if set_changed(product, {"structure": Product.PARENT}):
                StockRecord.objects.filter(product=product).delete()
                stale.append(product)
        created = _create(draft.product for draft in heads)
        announce_published(product.pk for product in unseen if product.is_public)
        existing.by_sku.update({draft.item.sku: draft.product for draft in heads if draft.product})
        return created, _update(stale)

    @staticmethod
    def _write_variants(variants: Sequence[Draft], existing: Existing) -> tuple[set[int], set[int]]:
        stale = []
        for draft in variants:
            item, parent = draft.item, existing.by_sku[draft.item.parent_sku]
            draft.product = product = existing.by_sku.get(item.sku) or Product()
            wanted = {
                **_values(item, product),
                "structure": Product.CHILD,
                "product_class_id": None,
                "parent_id": parent.pk,
            }
            if not product.pk:
                wanted["code"] = item.sku
            if set_changed(product, wanted) and product.pk:
                stale.append(product)
            product.slug = product.slug or _slug(product.title or parent.title, item)
        created = _create(draft.product for draft in variants)
        return created, _update(stale)

    def _write_parts(self, drafts: Sequence[Draft]) -> set[int]:
        written = [(draft, draft.product) for draft in drafts if draft.product]
        changed = write_stock(written, self.reference_data) | write_categories(
            [(draft.item, product) for draft, product in written], self.reference_data
        )
        changed |= write_properties(
            {product.pk: draft.properties for draft, product in written if draft.item.told != frozenset()}
        )
        changed |= write_options(
            {product.pk: draft.options for draft, product in written if draft.options is not None}
        )
        if self.album.folder:
            changed |= write_pictures(
                {product.pk: draft.pictures for draft, product in written if draft.pictures is not None}
            )
        return changed | queue_pictures({product.pk: draft.urls for draft, product in written if draft.urls})


def _values(item: Item, product: Product) -> dict[str, object]:
    """Return the columns of a product that its item decides; the slug only where the source has one.

    A text that stands in the file as the shop has it stays: cleaning it anew would change what was
    written by other means.
    """
    names = ("upc", "is_public", "priority", *TERM_FIELDS)
    said = {**{name: getattr(item, name) for name in names}, "slug": item.slug or None}
    decided = {
        **{name: value for name, value in said.items() if value is not None},
        **item.limits,
        **item.sizes,
        **item.units,
        **item.texts,
    }
    same = {
        name
        for name, text in item.raw.items()
        if name in decided and text and same_words(getattr(product, name) or "", text)
    }
    return {name: value for name, value in decided.items() if name not in same}


def same_words(text: str, other: str) -> bool:
    """Say whether two texts differ in white space at most."""
    return text == other or text.split() == other.split()


def _check_limits(item: Item, known: Product | None) -> None:
    """Refuse rules that no quantity satisfies, together with what the shop holds."""
    rules = {name: getattr(known, name) for name in LIMIT_FIELDS} if known else {}
    product = Product(**{**rules, **item.limits})
    try:
        check_limits(limits_of(product))
    except ValidationError as error:
        raise BadValueError("order_maximum", " ".join(error.messages)) from error


def _slug(title: str, item: Item) -> str:
    return slugify(title or item.sku)


def _create(products: Iterable[Product | None]) -> set[int]:
    new = [product for product in products if product is not None and not product.pk]
    QuerySet[Any](Product).bulk_create(new, batch_size=BATCH)
    return {product.pk for product in new}


def _update(products: Sequence[Product]) -> set[int]:
    now = timezone.now()
    for product in products:
        product.date_updated = now
    QuerySet[Any](Product).bulk_update(products, UPDATED, batch_size=100)
    return {product.pk for product in products}


UPDATED = [
    field.name
    for field in Product._meta.concrete_fields
    if field.name in {"code", "upc", "is_public", "priority", "slug", "structure", "product_class", "parent"}
    or field.name in {"date_updated", "title", "description", *LIMIT_FIELDS, *SIZE_FIELDS, *TERM_FIELDS}
    or field.name in UNIT_FIELDS
    or field.name.startswith(("title_", "description_"))
]
