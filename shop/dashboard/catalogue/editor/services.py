"""Writing a product with its variants, prices, stock, places and pictures: all or nothing."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _
from oscar.core.utils import slugify
from wagtail.log_actions import log

from shop.catalogue.models import Product, ProductAttributeValue
from shop.catalogue.services import announce_products, batched_announcements
from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.editor.family import Family
from shop.dashboard.catalogue.editor.forms import ProductForm
from shop.dashboard.catalogue.editor.pictures import write_pictures
from shop.dashboard.catalogue.editor.schema import Range
from shop.dashboard.catalogue.editor.variants import BaseVariantFormSet, VariantForm
from shop.identity.queries import shop_identity
from shop.offer.goods import collections
from shop.partner.models import Partner, StockRecord
from shop.user.models import User

# The columns of a stock record by the names of their fields.
COLUMNS = {"price": "price", "cost": "cost", "sku": "partner_sku", "stock": "num_in_stock"}


class AllocatedStockError(Exception):
    """A variant cannot be removed, because orders wait for pieces of it."""


@batched_announcements()
def save_product(
    form: ProductForm, variants: BaseVariantFormSet, family: Family, *, user: User | AnonymousUser | None
) -> Product:
    """Write a valid form with its rows; return the product.

    Effects in order: product, variants with stock records and properties, places, pictures, an
    entry in the log. Raises AllocatedStockError, and writes nothing, for a variant with pieces
    promised to orders; IntegrityError when somebody else took a SKU or EAN in this moment.
    """
    is_new = family.product is None
    product = _write_head(form, variants, family)
    partner = form.cleaned_data.get("partner") or _default_partner()
    _remove(variants, product)
    rows = {row.key: (_write_row(row, product, partner, family), row.choices) for row in variants.kept}
    _write_attributes(product, form.columns_of_attributes(), family)
    _write_collections(form.cleaned_data["ranges"], product)
    write_pictures(form.cleaned_data["pictures"], product, rows)
    announce_products([product.pk])
    log(product, "wagtail.create" if is_new else "wagtail.edit", user=user)
    return product


def _default_partner() -> Partner:
    """Return the first supplier; in a shop that has none yet, the shop itself."""
    partner = Partner.objects.order_by("pk").first()
    if partner is None:
        name = shop_identity().name
        partner, _made = Partner.objects.get_or_create(code=slugify(name), defaults={"name": name})
    return partner


def _write_head(form: ProductForm, variants: BaseVariantFormSet, family: Family) -> Product:
    product: Product = form.instance
    if family.axes or product.is_parent:
        product.structure = Product.PARENT
        product.upc = None  # the number on the label is a variant's
    elif variants.kept:
        row = variants.kept[0].cleaned_data
        product.upc, product.code = row["upc"], product.code or row["sku"]
    form.save()
    return product


def _write_row(row: VariantForm, product: Product, partner: Partner, family: Family) -> Product:
    """Write one sold piece: the product itself, a variant that is there, or a new one."""
    held, variant = row.instance.pk, product
    if product.is_parent:
        variant = row.instance
        if held in {None, product.pk}:
            variant = Product(parent=product, structure=Product.CHILD, upc=row.cleaned_data["upc"])
            variant.is_public = row.cleaned_data.get("is_public", True)
        variant.code = row.cleaned_data["sku"]
        variant.save()
    if product.is_parent and held == product.pk:
        # Its stock, with all that is promised of it, goes to its first variant.
        StockRecord.objects.filter(product=product).update(product=variant)
    if not family.is_locked:
        _write_record(row, variant, partner, family.records.get(held))
    was_alone = product.is_parent and held == product.pk
    values = {**row.columns_of_attributes(), **(row.choices if product.is_parent else {})}
    _write_attributes(variant, values, family, is_new=was_alone or held is None)
    return variant


def _write_record(row: VariantForm, variant: Product, partner: Partner, record: StockRecord | None) -> None:
    """Write what was typed otherwise than it is held: a number not touched leaves sold what was sold."""
    typed = row.cleaned_data
    if record is None:
        if all(typed[name] is None for name in ("price", "cost", "stock")):
            return
        record = StockRecord(product=variant, partner=partner, price_currency=shop_currency())
        changed = [*COLUMNS]
    else:
        record.product = variant
        changed = [
            name for name in COLUMNS if row.changes(name) and not (name == "stock" and typed[name] is None)
        ]
    for name in changed:
        setattr(record, COLUMNS[name], typed[name])
    if record.pk is None:
        record.save()
    elif changed:
        record.save(update_fields=[*(COLUMNS[name] for name in changed), "date_updated"])


def _remove(variants: BaseVariantFormSet, product: Product) -> None:
    """Delete the variants that were marked so; one that orders wait for stays with all else."""
    marked = [row.instance.pk for row in variants.deleted_forms if row.instance.pk]
    for variant in product.children.filter(pk__in=marked):
        promised = variant.stockrecords.filter(Q(num_allocated__gt=0) | Q(num_reserved__gt=0))
        if promised.exists():
            raise AllocatedStockError(
                _("%(variant)s cannot be removed: open orders contain it. Hide it instead.")
                % {"variant": variant.attribute_summary or variant.get_title()}
            )
        variant.delete()


def _write_attributes(
    product: Product, values: dict[str, Any], family: Family, *, is_new: bool = False
) -> None:
    """Give a product these values by attribute code; None and empty take the value away."""
    held = {} if is_new else family.values[product.pk]
    for code, value in values.items():
        attribute, row = family.schema.attributes[code], held.get(code)
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


def _write_collections(wanted: Iterable[Range], product: Product) -> None:
    """Put the product into hand-picked collections, and out of others."""
    held = set(collections().filter(included_products=product))
    for collection in held - set(wanted):
        collection.remove_product(product)
    for collection in set(wanted) - held:
        collection.add_product(product)
