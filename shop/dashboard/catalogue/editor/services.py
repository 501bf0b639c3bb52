"""Writing a product with its variants, prices, stock, places and pictures: all or nothing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.utils import slugify
from wagtail.log_actions import log

from shop.catalogue.models import Category, Product, ProductAttributeValue, ProductClass
from shop.catalogue.services import announce_products, batched_announcements
from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.editor.loading import records_of
from shop.dashboard.catalogue.editor.pictures import write_pictures
from shop.dashboard.catalogue.editor.schema import ProductClassSchema, Range
from shop.dashboard.catalogue.editor.validation import ValidatedDraft, ValidatedRow
from shop.identity.queries import shop_identity
from shop.partner.models import Partner, StockRecord


class AllocatedStockError(Exception):
    """A variant cannot be removed, because orders wait for pieces of it."""


@batched_announcements()
def save_product(
    checked: ValidatedDraft,
    schema: ProductClassSchema,
    *,
    product: Product | None,
    stock_before: dict[int, str],
    user: Any,
) -> Product:
    """Write a checked draft; return the product.

    `stock_before` is what the form said of each variant's stock (by id) before it was edited: a
    number that was not touched is not written, so that what was sold meanwhile stays sold.
    Effects in order: product, variants with stock records and properties, places, pictures, an
    entry in the log. Raises StillPromisedError, and writes nothing, for a variant with pieces
    promised to orders; IntegrityError when somebody else took a SKU or EAN in this moment.
    """
    is_new = product is None
    product = _write_head(checked, schema.product_class, product)
    partner = checked.partner or _default_partner()
    by_key = {
        row.row.key: _write_row(
            row, product, partner, stock_before, schema, is_locked=checked.draft.is_locked
        )
        for row in checked.rows
    }
    _remove(checked, product)
    write_properties(product, checked.attributes, schema)
    _write_places(checked, product)
    write_pictures(checked.draft, product, by_key)
    announce_products([product.pk])
    log(product, "wagtail.create" if is_new else "wagtail.edit", user=user)
    return product


def _default_partner() -> Partner:
    """Return the supplier of a shop that has none yet: the shop itself."""
    name = shop_identity().name
    partner, _made = Partner.objects.get_or_create(code=slugify(name), defaults={"name": name})
    return partner


def _write_head(checked: ValidatedDraft, product_class: ProductClass, product: Product | None) -> Product:
    draft = checked.draft
    has_variants = bool(draft.axes) or (product is not None and product.is_parent)
    product = product or Product(product_class=product_class)
    for name, text in draft.texts.items():
        # An empty translation is none, so that the reader gets the text of the next language.
        setattr(product, name, text if name.endswith("_en") else text or None)
    for name, number in checked.limits.items():
        setattr(product, name, number)
    product.slug = checked.slug
    product.is_public = draft.is_public
    product.structure = Product.PARENT if has_variants else Product.STANDALONE
    product.code = draft.code or None
    if has_variants:  # the number on the label is a variant's
        product.upc = None
    product.save()
    return product


def _write_row(
    checked: ValidatedRow,
    product: Product,
    partner: Partner,
    stock_before: dict[int, str],
    schema: ProductClassSchema,
    *,
    is_locked: bool,
) -> Product:
    """Write one sellable piece: the product itself, a variant that is there, or a new one."""
    row = checked.row
    if product.is_parent:
        variant = product.children.filter(pk=row.pk).first() if row.pk else None
        variant = variant or Product(parent=product, structure=Product.CHILD)
        variant.is_public = row.is_public
        variant.code = checked.sku
    else:
        variant = product
        variant.code = variant.code or checked.sku
    variant.upc = checked.upc
    variant.save()
    was_alone = product.is_parent and row.pk == product.pk
    if was_alone:  # its stock, with all that is promised of it, goes to its first variant
        StockRecord.objects.filter(product=product).update(product=variant)
    if not is_locked:
        _write_record(checked, variant, partner, untouched=stock_before.get(row.pk or 0))
    properties = {**checked.attributes, **row.choices} if product.is_parent else checked.attributes
    write_properties(variant, properties, schema)
    return variant


def _write_record(
    checked: ValidatedRow, variant: Product, partner: Partner, *, untouched: str | None
) -> None:
    record = records_of([variant]).get(variant.pk)
    if record is None:
        if checked.price is None and checked.stock is None and checked.cost is None:
            return
        currency = shop_currency()
        record = StockRecord(product=variant, partner=partner, price_currency=currency)
        record.num_in_stock = checked.stock
        changed = None
    else:
        changed = _changed(record, {"price": checked.price, "cost": checked.cost})
        if record.partner_sku != checked.sku:
            changed.append("partner_sku")
        if checked.stock is not None and str(checked.stock) != untouched:
            changed.append("num_in_stock")
            record.num_in_stock = checked.stock
    record.price, record.cost, record.partner_sku = checked.price, checked.cost, checked.sku
    if changed is None:
        record.save()
    elif changed:
        record.save(update_fields=[*changed, "date_updated"])


def _changed(record: StockRecord, amounts: dict[str, Decimal | None]) -> list[str]:
    return [name for name, amount in amounts.items() if getattr(record, name) != amount]


def _remove(checked: ValidatedDraft, product: Product) -> None:
    """Delete the variants that were marked so; one that orders wait for stays with all else."""
    marked = [row.pk for row in checked.draft.variants if row.is_removed and row.pk]
    for variant in product.children.filter(pk__in=marked):
        promised = variant.stockrecords.filter(Q(num_allocated__gt=0) | Q(num_reserved__gt=0))
        if promised.exists():
            raise AllocatedStockError(
                _("%(variant)s cannot be removed: open orders contain it. Hide it instead.")
                % {"variant": variant.attribute_summary or variant.get_title()}
            )
        variant.delete()


def write_properties(product: Product, values: dict[str, Any], schema: ProductClassSchema) -> None:
    """Give a product these values by attribute code; None and empty take the value away."""
    held = {
        row.attribute.code: row
        for row in ProductAttributeValue.objects.filter(product=product).select_related("attribute")
    }
    for code, value in values.items():
        attribute, row = schema.attributes[code], held.get(code)
        if value is None or value in ("", []):
            if row is not None:
                row.delete()
            continue
        row = row or ProductAttributeValue(product=product, attribute=attribute)
        if attribute.type == "multi_option":
            row.save()
            row.value_multi_option.set(value)
            continue
        column = "value_option_id" if attribute.type == "option" else f"value_{attribute.type}"
        if row.pk is None or getattr(row, column) != value:
            setattr(row, column, value)
            row.save()


def _write_places(checked: ValidatedDraft, product: Product) -> None:
    """Put the product into its categories and hand-picked collections, and out of others."""
    product.categories.set(Category.objects.filter(pk__in=checked.draft.categories))
    wanted = set(checked.draft.ranges)
    mine: Iterable[Any] = Range.objects.filter(included_products=product)
    held = {collection.pk: collection for collection in mine}
    for pk in held.keys() - wanted:
        held[pk].remove_product(product)
    for collection in Range.objects.filter(pk__in=wanted - held.keys(), includes_all_products=False):
        collection.add_product(product)
