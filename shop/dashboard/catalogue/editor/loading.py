"""A product of the shop as a draft, in a constant number of queries."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from shop.backoffice import rich_text
from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import Product, ProductAttributeValue, ProductImage
from shop.dashboard.catalogue.editor.draft import SELF, Draft, PictureCard, VariantRow, text_names
from shop.dashboard.catalogue.editor.schema import WEIGHT, ProductClassSchema, Range
from shop.partner.models import StockRecord

# The import keeps a file for each product: the same picture has the same digest in its name.
DIGEST = re.compile(r"-([0-9a-f]{16})\.\w+$")
Values = dict[int, dict[str, ProductAttributeValue]]


def family_of(name: str) -> str:
    """Return what files of the same picture have in common."""
    found = DIGEST.search(name)
    return found.group(1) if found else name


def new_draft(schema: ProductClassSchema) -> Draft:
    """Return an empty draft: one row, no texts, not public."""
    columns = [WEIGHT] if WEIGHT in schema.attributes else []
    partner = str(schema.partners[0].pk) if schema.partners else ""
    return Draft(
        texts=dict.fromkeys(text_names(), ""),
        limits=dict.fromkeys(LIMIT_FIELDS, ""),
        columns=columns,
        partner=partner,
        variants=[VariantRow(key=SELF)],
    )


def draft_of(product: Product, schema: ProductClassSchema) -> Draft:
    """Read a product that is no variant with all that belongs to it."""
    children = list(product.children.order_by("pk")) if product.is_parent else []
    sellable = children if product.is_parent else [product]
    family = [product, *children]
    values = _values(family)
    records = records_of(sellable)
    axes = [a.code for a in schema.axes if any(a.code in values[child.pk] for child in children)]
    columns = _columns(children, values, schema, axes)
    draft = Draft(
        texts={name: getattr(product, name) or "" for name in text_names()},
        limits={name: str(getattr(product, name) or "") for name in LIMIT_FIELDS},
        slug=product.slug,
        code=product.code or "",
        is_public=product.is_public,
        categories=sorted(product.categories.values_list("pk", flat=True)),
        ranges=sorted(Range.objects.filter(included_products=product).values_list("pk", flat=True)),
        attributes={
            code: raw_value(values[product.pk].get(code), attribute.type)
            for code, attribute in schema.attributes.items()
            if code not in axes and code not in columns
        },
        axes=axes,
        columns=columns,
        variants=[_row(child, values, records.get(child.pk), axes, columns) for child in sellable],
    )
    for name in draft.texts:
        if name.startswith("description"):
            draft.texts[name] = rich_text.canonical(draft.texts[name])
    first = next(iter(records.values()), None)
    partners = schema.partners
    draft.partner = str(first.partner_id) if first else str(partners[0].pk) if partners else ""
    draft.pictures = _pictures(product, children, draft)
    return draft


def records_of(products: Iterable[Product]) -> dict[int, StockRecord]:
    """Return the stock record of each product that the page edits: the oldest."""
    rows = StockRecord.objects.filter(product__in=[p.pk for p in products]).order_by("-pk")
    return {row.product_id: row for row in rows}


def raw_value(value: ProductAttributeValue | None, kind: str) -> str | list[str]:
    """Write an attribute's value as a form holds it."""
    if kind == "multi_option":
        return sorted(str(option.pk) for option in value.value_multi_option.all()) if value else []
    if value is None:
        return ""
    if kind == "option":
        return str(value.value_option_id or "")
    if kind == "boolean":
        return "" if value.value_boolean is None else "yes" if value.value_boolean else "no"
    if kind == "richtext":
        return rich_text.canonical(value.value_richtext or "")
    held = getattr(value, f"value_{kind}")
    return "" if held is None else str(held)


def _values(family: Iterable[Product]) -> Values:
    found: Values = defaultdict(dict)
    rows = ProductAttributeValue.objects.filter(product__in=[p.pk for p in family])
    for row in rows.select_related("attribute").prefetch_related("value_multi_option").order_by("pk"):
        found[row.product_id][row.attribute.code] = row
    return found


def _columns(
    children: list[Product], values: Values, schema: ProductClassSchema, axes: list[str]
) -> list[str]:
    """Name the attributes that stand in the table: those any variant has, and the weight."""
    used = {code for child in children for code in values[child.pk]} | {WEIGHT}
    return [code for code in schema.attributes if code in used and code not in axes]


def _row(
    child: Product, values: Values, record: StockRecord | None, axes: list[str], columns: list[str]
) -> VariantRow:
    mine = values[child.pk]
    cells = {
        "sku": (record.partner_sku if record else child.code) or "",
        "upc": child.upc or "",
        "price": "" if record is None or record.price is None else str(record.price),
        "cost": "" if record is None or record.cost is None else str(record.cost),
        "stock": "" if record is None or record.num_in_stock is None else str(record.num_in_stock),
    }
    for code in columns:
        held = mine.get(code)
        cells[f"attr_{code}"] = str(raw_value(held, held.attribute.type)) if held else ""
    options = {code: mine[code].value_option_id for code in axes if code in mine}
    return VariantRow(
        key=str(child.pk) if child.is_child else SELF,
        pk=child.pk,
        choices={code: option for code, option in options.items() if option},
        cells=cells,
        is_public=child.is_public,
    )


def _pictures(product: Product, children: list[Product], draft: Draft) -> list[PictureCard]:
    rows = ProductImage.objects.filter(product__in=[product.pk, *(c.pk for c in children)])
    shown: dict[str, set[int]] = defaultdict(set)
    cards: dict[str, PictureCard] = {}
    for image in rows.order_by("display_order", "pk"):
        name = str(image.original)
        family = family_of(name)
        card = cards.setdefault(family, PictureCard(file=name, caption=image.caption, owners=[]))
        card.caption = card.caption or image.caption
        shown[family].add(image.product_id)
    for family, card in cards.items():
        card.owners = owners_of(shown[family], product.pk, draft)
    return list(cards.values())


def owners_of(products: set[int], product_id: int, draft: Draft) -> list[str]:
    """Say briefly whom a picture shows: the product, an option where all its variants, else variants."""
    owners = ["all"] if product_id in products else []
    left = products - {product_id}
    by_option: dict[Any, set[int]] = defaultdict(set)
    for row in draft.variants:
        for code in draft.axes[:1]:
            if row.pk and row.choices.get(code):
                by_option[row.choices[code]].add(row.pk)
    for option, having in by_option.items():
        if having <= left:
            owners.append(f"o:{option}")
            left -= having
    return owners + [f"v:{pk}" for pk in sorted(left)]
