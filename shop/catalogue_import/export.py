"""Products as a table with our own headings: what the import reads, so that a file loads back unchanged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from modeltranslation.utils import build_localized_fieldname

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import (
    SIZE_FIELDS,
    Category,
    Product,
    ProductAttribute,
    ProductAttributeValue,
    ProductCategory,
    ProductClass,
    ProductImage,
    ProductRecommendation,
)
from shop.catalogue.units import UNIT_FIELDS
from shop.catalogue_import.items import split_path
from shop.catalogue_import.mapping_file import LANGUAGES
from shop.catalogue_import.skus import products_by_sku, sku_of
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.partner.models import Partner, StockRecord
from shop.stock.models import StockLevel

# A table that we read has no more than a thousand columns.
MOST_ATTRIBUTES = 900
COLUMNS = {
    ProductAttribute.TEXT: "value_text",
    ProductAttribute.RICHTEXT: "value_richtext",
    ProductAttribute.INTEGER: "value_integer",
    ProductAttribute.FLOAT: "value_float",
    ProductAttribute.BOOLEAN: "value_boolean",
    ProductAttribute.DATE: "value_date",
}
TYPES = (*COLUMNS, ProductAttribute.OPTION, ProductAttribute.MULTI_OPTION)
TEXTS = [
    build_localized_fieldname(name, language) for name in ("title", "description") for language in LANGUAGES
]
PRODUCT = ("sku", "parent_sku", *TEXTS, "slug", "upc", "product_class", "published", "priority")
SALE = ("price", "cost", "currency", "stock", "warehouse")
PLACES = (
    *LIMIT_FIELDS,
    *SIZE_FIELDS,
    *UNIT_FIELDS,
    "withdrawal_exclusion",
    "is_final_sale",
    "categories",
    "related",
    "replaced_by",
    "options",
    "images",
)
Cells = dict[str, Any]


class ProductExport:
    """The table of a selection of products, which are no variants; theirs follow each of them."""

    def __init__(self, heads: QuerySet[Product], *, with_cost: bool) -> None:
        self.heads = heads
        hidden = () if with_cost else ("cost",)
        self.columns = [name for name in (*PRODUCT, *SALE, *PLACES) if name not in hidden]

    @cached_property
    def attributes(self) -> dict[str, str]:
        """The headings of properties that any of the products has, by code; the type where it is one."""
        among = self.heads.order_by().values("pk")
        rows = ProductAttributeValue.objects.filter(
            Q(product__in=among) | Q(product__parent__in=among), attribute__type__in=TYPES
        )
        kinds: dict[str, set[str]] = defaultdict(set)
        for code, kind in rows.order_by().values_list("attribute__code", "attribute__type").distinct():
            kinds[code].add(kind)
        return {
            code: f"attribute.{code}:{next(iter(found))}" if len(found) == 1 else f"attribute.{code}"
            for code, found in sorted(kinds.items())[:MOST_ATTRIBUTES]
        }

    @cached_property
    def headings(self) -> list[str]:
        """All headings in their order."""
        return [*self.columns, *self.attributes.values()]

    @cached_property
    def _classes(self) -> dict[int, str]:
        rows = list(ProductClass.objects.values_list("pk", "name", "slug"))
        names = Counter(name for _pk, name, _slug in rows)
        return {pk: name if names[name] == 1 else slug for pk, name, slug in rows}

    @cached_property
    def _sellers(self) -> dict[int, str]:
        rows = list(Partner.objects.values_list("pk", "name", "code"))
        names = Counter(name for _pk, name, _code in rows)
        return {pk: name if names[name] == 1 else code for pk, name, code in rows}

    @cached_property
    def _paths(self) -> dict[int, str]:
        """Categories as the import finds them: by names from the root, by key where these do not do."""
        column = build_localized_fieldname("name", settings.LANGUAGE_CODE)
        above: dict[str, tuple[str, ...]] = {}
        found: dict[int, tuple[str, ...]] = {}
        for category in Category.objects.order_by("path"):
            name = getattr(category, column) or category.slug
            above[category.path] = (*above.get(category.path[: -Category.steplen], ()), name)
            found[category.pk] = above[category.path]
        seen = Counter(found.values())
        return {pk: _path(pk, names, is_alone=seen[names] == 1) for pk, names in found.items()}

    def rows(self, heads: Sequence[Product]) -> Iterator[Cells]:
        """Write a slice of products with their variants; a constant number of queries."""
        children: dict[int | None, list[Product]] = defaultdict(list)
        for child in Product.objects.filter(parent__in=heads).order_by("pk"):
            children[child.parent_id].append(child)
        products = [product for head in heads for product in (head, *children[head.pk])]
        keys = [product.pk for product in products]
        records: dict[int, StockRecord] = {}
        for record in StockRecord.objects.filter(product__in=keys).order_by("-pk"):
            records[record.product_id] = record
        skus = _skus(products, records)
        parts = (
            self._sale(records.values()),
            self._attribute_values(keys),
            self._places(keys),
            _related(keys),
            _replacements(products),
            _options(keys),
            _images(keys),
        )
        for product in products:
            cells = self._product(product, skus)
            for part in parts:
                cells |= part.get(product.pk, {})
            yield {heading: cells.get(heading, "") for heading in self.headings}

    def _product(self, product: Product, skus: dict[int, str]) -> Cells:
        cells: Cells = {name: getattr(product, name) or "" for name in TEXTS}
        numbers = (*LIMIT_FIELDS, *SIZE_FIELDS, *UNIT_FIELDS)
        cells |= {name: value for name in numbers if (value := getattr(product, name)) is not None}
        return cells | {
            "sku": skus[product.pk],
            "parent_sku": skus[product.parent_id] if product.parent_id else "",
            "slug": product.slug,
            "upc": product.upc or "",
            "product_class": self._classes.get(product.product_class_id or 0, ""),
            "published": "yes" if product.is_public else "no",
            "priority": product.priority,
            "withdrawal_exclusion": product.withdrawal_exclusion or "none",
            "is_final_sale": "yes" if product.is_final_sale else "no",
        }

    def _sale(self, records: Iterable[StockRecord]) -> dict[int, Cells]:
        by_key = {record.pk: record for record in records}
        places: dict[int, list[str]] = defaultdict(list)
        levels = StockLevel.objects.filter(stockrecord__in=by_key).order_by("warehouse__code")
        for key, code, number in levels.values_list("stockrecord_id", "warehouse__code", "on_hand"):
            places[key].append(f"{code}: {number}")
        return {
            record.product_id: {
                "price": _amount(record.price),
                "cost": _amount(record.cost),
                "currency": record.price_currency,
                "stock": "; ".join(places[record.pk]),
                "warehouse": self._sellers[record.partner_id],
            }
            for record in by_key.values()
        }

    def _attribute_values(self, keys: list[int]) -> dict[int, Cells]:
        column = build_localized_fieldname("option", settings.LANGUAGE_CODE)
        rows = ProductAttributeValue.objects.filter(
            product__in=keys, attribute__code__in=self.attributes, attribute__type__in=TYPES
        ).select_related("attribute", "value_option")
        found: dict[int, Cells] = defaultdict(dict)
        lists = [row for row in rows if row.attribute.type == ProductAttribute.MULTI_OPTION]
        words: dict[int, list[str]] = defaultdict(list)
        links = ProductAttributeValue.value_multi_option.through.objects.filter(
            productattributevalue__in=[row.pk for row in lists]
        ).select_related("attributeoption")
        for link in links.order_by("pk"):
            option = link.attributeoption
            words[link.productattributevalue_id].append(getattr(option, column) or option.option)
        for row in rows:
            kind, heading = row.attribute.type, self.attributes[row.attribute.code]
            value: Any = None
            if kind == ProductAttribute.MULTI_OPTION:
                value = values.join_list(words[row.pk])
            elif kind == ProductAttribute.OPTION and row.value_option:
                value = getattr(row.value_option, column) or row.value_option.option
            elif kind in COLUMNS:
                value = getattr(row, COLUMNS[kind])
            if isinstance(value, bool):
                value = "yes" if value else "no"
            found[row.product_id][heading] = "" if value is None else value
        return found

    def _places(self, keys: list[int]) -> dict[int, Cells]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = ProductCategory.objects.filter(product__in=keys).order_by("category__path")
        for product, category in rows.values_list("product_id", "category_id"):
            found[product].append(self._paths[category])
        return {product: {"categories": values.join_list(paths)} for product, paths in found.items()}


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _path(pk: int, names: tuple[str, ...], *, is_alone: bool) -> str:
    written = " > ".join(name.replace(">", "\\>") for name in names)
    is_read_back = split_path(written, ">") == names and " ".join(written.split()) == written
    return (
        written if is_alone and is_read_back and len(names) == len(list(filter(None, names))) else f"id:{pk}"
    )


def _skus(products: Sequence[Product], records: dict[int, StockRecord]) -> dict[int, str]:
    """Return what names each product in a file, such that the import finds that very one."""
    wanted = {product.pk: _sku(product, records.get(product.pk)) for product in products}
    found = products_by_sku(wanted.values())
    return {
        pk: sku if (product := found.get(sku)) is not None and product.pk == pk else f"id:{pk}"
        for pk, sku in wanted.items()
    }


def _sku(product: Product, record: StockRecord | None) -> str:
    sku = sku_of(product, record.partner_sku if record else "")
    try:
        return sku if values.code(sku, "sku") == sku else f"id:{product.pk}"
    except BadValueError:
        return f"id:{product.pk}"


def _related(keys: list[int]) -> dict[int, Cells]:
    rows = list(
        ProductRecommendation.objects.filter(primary__in=keys)
        .select_related("recommendation")
        .order_by("primary", "-ranking", "pk")
    )
    others = {row.recommendation_id: row.recommendation for row in rows}
    records = StockRecord.objects.filter(product__in=others).order_by("-pk")
    skus = _skus(list(others.values()), {record.product_id: record for record in records})
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.primary_id].append(skus[row.recommendation_id])
    return {product: {"related": values.join_list(names)} for product, names in found.items()}


def _replacements(products: list[Product]) -> dict[int, Cells]:
    named = {product.pk: product.replacement_id for product in products if product.replacement_id}
    others = {other.pk: other for other in Product.objects.filter(pk__in=named.values())} if named else {}
    records = StockRecord.objects.filter(product__in=others).order_by("-pk")
    skus = _skus(list(others.values()), {record.product_id: record for record in records}) if others else {}
    return {pk: {"replaced_by": skus[key]} for pk, key in named.items() if key in skus}


def _options(keys: list[int]) -> dict[int, Cells]:
    found: dict[int, list[str]] = defaultdict(list)
    through: Any = Product.product_options.through
    rows = through.objects.filter(product__in=keys).order_by("pk")
    for product, code in rows.values_list("product_id", "option__code"):
        found[product].append(code)
    return {product: {"options": values.join_list(codes)} for product, codes in found.items()}


def _images(keys: list[int]) -> dict[int, Cells]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ProductImage.objects.filter(product__in=keys).order_by("display_order", "pk")
    for product, name in rows.values_list("product_id", "original"):
        found[product].append(urljoin(settings.KILN_BASE_URL, default_storage.url(name)))
    return {product: {"images": values.join_list(urls)} for product, urls in found.items()}
