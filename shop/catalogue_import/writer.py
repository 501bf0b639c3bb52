"""Writing a batch of checked rows: products, then what hangs on them; nothing is saved one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from oscar.core.utils import slugify

from shop.catalogue.limits import LIMIT_FIELDS, check_limits, limits_of
from shop.catalogue.models import Product
from shop.catalogue.services import announce_published
from shop.catalogue_import.items import Item
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.pictures import Picture, PictureFolder, write_pictures
from shop.catalogue_import.properties import ProductProperties, resolve, write_properties
from shop.catalogue_import.reference_data import ReferenceData
from shop.catalogue_import.stock_and_categories import set_changed, write_categories, write_stock
from shop.imports.errors import BadValueError
from shop.partner.models import StockRecord

BATCH = 500


@dataclass
class Outcome:
    """What became of a batch: numbers of products, and the ids to announce."""

    created: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    unchanged: int = 0


@dataclass
class Draft:
    """An item with everything it refers to; `product` is there once it has been written."""

    item: Item
    properties: ProductProperties
    pictures: tuple[Picture, ...] | None
    product: Product | None = None


class Existing:
    """The products that a batch meets or refers to."""

    def __init__(self, skus: Iterable[str], upcs: Iterable[str]) -> None:
        """Read them in three queries: by code, by a stock record's SKU, by UPC."""
        wanted = set(skus)
        known = Product.objects.filter(code__in=wanted)
        self.by_sku: dict[str, Product] = {product.code or "": product for product in known}
        missing = wanted - self.by_sku.keys()
        records = StockRecord.objects.filter(partner_sku__in=missing, product__code=None)
        for record in records.select_related("product").order_by("-pk"):
            self.by_sku[record.partner_sku] = record.product
        self.by_upc = dict(
            Product.objects.filter(upc__in={upc for upc in upcs if upc}).values_list("upc", "pk")
        )


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
        owner = existing.by_upc.get(item.upc or "")
        if owner is not None and (known is None or known.pk != owner):
            raise BadValueError("upc", f"“{item.upc}” is another product's")
        if known is not None and known.is_parent and item.parent_sku:
            raise BadValueError("parent_sku", "the product has variants of its own and cannot be one")
        _check_limits(item, known)
        product_class = self.reference_data.product_class(item.product_class)
        seller = self.reference_data.warehouse(item.warehouse)
        for code in item.stock or ():
            self.reference_data.place(seller, code)
        is_nested = bool(item.parent_sku and self.mapping.variant_path)
        return Draft(
            item=item,
            properties=resolve(item, product_class, self.reference_data),
            pictures=self.album.pictures(item.sku, item.images, self.image_columns[is_nested]),
        )

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
        return Outcome(created=created, updated=updated, unchanged=len(written - created - updated))

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
            values = {
                **_values(item),
                "structure": Product.PARENT if is_parent else Product.STANDALONE,
                "product_class_id": self.reference_data.product_class(item.product_class).pk,
                "parent_id": None,
            }
            if not (product.pk and product.is_public):
                unseen.append(product)
            if set_changed(product, values) and product.pk:
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
            values = {
                **_values(item),
                "structure": Product.CHILD,
                "product_class_id": None,
                "parent_id": parent.pk,
            }
            if set_changed(product, values) and product.pk:
                stale.append(product)
            product.slug = product.slug or _slug(product.title or parent.title, item)
        created = _create(draft.product for draft in variants)
        return created, _update(stale)

    def _write_parts(self, drafts: Sequence[Draft]) -> set[int]:
        pairs = [(draft.item, draft.product) for draft in drafts if draft.product]
        properties = {
            draft.product.pk: draft.properties
            for draft in drafts
            if draft.product and self._has_properties(draft.item)
        }
        changed = write_stock(pairs, self.reference_data) | write_categories(pairs, self.reference_data)
        changed |= write_properties(properties)
        if self.album.folder:
            pictures = {
                draft.product.pk: draft.pictures
                for draft in drafts
                if draft.product and draft.pictures is not None
            }
            changed |= write_pictures(pictures)
        return changed

    def _has_properties(self, item: Item) -> bool:
        """Whether the mapping speaks of properties of such an item at all."""
        mapping = self.mapping
        if item.parent_sku and mapping.variant_path:
            return bool(mapping.variant_attributes)
        return bool(mapping.attributes or mapping.other)


def _values(item: Item) -> dict[str, object]:
    """Return the columns of a product that its item decides; the slug only where the source has one."""
    said = {
        "upc": item.upc,
        "is_public": item.is_public,
        "priority": item.priority,
        "slug": item.slug or None,
    }
    return {
        "code": item.sku,
        **{name: value for name, value in said.items() if value is not None},
        **item.limits,
        **item.texts,
    }


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
    or field.name in {"date_updated", "title", "description", *LIMIT_FIELDS}
    or field.name.startswith(("title_", "description_"))
]
