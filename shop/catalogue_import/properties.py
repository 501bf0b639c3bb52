"""Products' properties: brought to the attribute's type, compared, written in bulk."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shop.catalogue.models import ProductAttribute, ProductAttributeValue, ProductClass
from shop.catalogue_import.bulk import insert_rows
from shop.catalogue_import.item import Item, Property
from shop.catalogue_import.mapping_file import LIST_SEPARATOR
from shop.catalogue_import.reference_data import ReferenceData
from shop.imports import values
from shop.imports.errors import BadValueError

BATCH = 500
COLUMNS = {
    ProductAttribute.TEXT: "value_text",
    ProductAttribute.RICHTEXT: "value_richtext",
    ProductAttribute.INTEGER: "value_integer",
    ProductAttribute.FLOAT: "value_float",
    ProductAttribute.BOOLEAN: "value_boolean",
    ProductAttribute.DATE: "value_date",
    ProductAttribute.OPTION: "value_option_id",
}
FIELDS = [column.removesuffix("_id") for column in COLUMNS.values()]
Key = tuple[int, int]
"""A product's and an attribute's id."""


class ProductProperties:
    """One product's properties by attribute id: a column's value, or the options of a multi option.

    `told` are the attributes that the source speaks of, None for all: others stay as they are.
    """

    def __init__(self) -> None:
        self.told: set[int] | None = None
        self.columns: dict[int, tuple[str, object]] = {}
        self.options: dict[int, frozenset[int]] = {}


def resolve(item: Item, product_class: ProductClass, reference_data: ReferenceData) -> ProductProperties:
    """Bring an item's properties to the types that their attributes have.

    Raises BadValueError where an attribute that exists already is of a type the value does not fit.
    """
    resolved = ProductProperties()
    if item.told is not None:
        told = (reference_data.known_attribute(product_class, code) for code in item.told)
        resolved.told = {attribute.pk for attribute in told if attribute is not None}
    for code, prop in item.properties.items():
        attribute = reference_data.attribute(product_class, code, prop)
        if resolved.told is not None:
            resolved.told.add(attribute.pk)
        if attribute.type == ProductAttribute.MULTI_OPTION:
            parts = prop.value
            if isinstance(parts, str):
                parts = values.split_list(parts, LIST_SEPARATOR)
            words = values.text_list(parts, code)
            resolved.options[attribute.pk] = frozenset(
                reference_data.option(attribute, word).pk for word in words
            )
        elif attribute.type in COLUMNS:
            value = _fitting(attribute, prop, reference_data)
            resolved.columns[attribute.pk] = (COLUMNS[attribute.type], value)
        else:
            raise BadValueError(
                code,
                _("is an attribute of the type %(type)s, which is not imported") % {"type": attribute.type},
            )
    return resolved


def _fitting(attribute: ProductAttribute, prop: Property, reference_data: ReferenceData) -> Any:
    if attribute.type == ProductAttribute.OPTION:
        word = values.text(prop.value, attribute.code, longest=255)
        return reference_data.option(attribute, word).pk
    if attribute.type == prop.type:
        return prop.value
    parsers: dict[str, Callable[[object, str], object]] = {
        ProductAttribute.TEXT: values.text,
        ProductAttribute.RICHTEXT: values.rich_text,
        ProductAttribute.INTEGER: values.integer,
        ProductAttribute.FLOAT: values.real,
        ProductAttribute.BOOLEAN: values.boolean,
        ProductAttribute.DATE: values.date,
    }
    return parsers[attribute.type](prop.value, attribute.code)


def write_properties(wanted: dict[int, ProductProperties]) -> set[int]:
    """Give products (by id) exactly these properties, as far as told; return the products that changed."""
    held = {
        (row.product_id, row.attribute_id): row
        for row in QuerySet[Any](ProductAttributeValue).filter(product__in=wanted.keys())
    }
    keys = {(pk, attribute) for pk, has in wanted.items() for attribute in (*has.columns, *has.options)}
    stray = {key for key in held.keys() - keys if (told := wanted[key[0]].told) is None or key[1] in told}
    ProductAttributeValue.objects.filter(pk__in=[held[key].pk for key in stray]).delete()
    new = sorted(keys - held.keys())
    insert_rows(
        ProductAttributeValue,
        ("product_id", "attribute_id", *COLUMNS.values()),
        (_row(key, wanted[key[0]].columns.get(key[1])) for key in new),
    )
    stale = [row for (pk, attribute), row in held.items() if _fill(row, wanted[pk].columns.get(attribute))]
    QuerySet[Any](ProductAttributeValue).bulk_update(stale, FIELDS, batch_size=BATCH)
    changed = {key[0] for key in (*stray, *new)} | {row.product_id for row in stale}
    return changed | _write_options({pk: has.options for pk, has in wanted.items() if has.options})


def _row(key: Key, value: tuple[str, object] | None) -> list[Any]:
    filled = dict([value]) if value else {}
    return [*key, *(filled.get(column) for column in COLUMNS.values())]


def _fill(row: ProductAttributeValue, value: tuple[str, object] | None) -> bool:
    if value is None or _is_same(value[0], getattr(row, value[0]), value[1]):
        return False
    setattr(row, *value)
    return True


def _is_same(column: str, held: object, value: object) -> bool:
    """Say whether a value is kept already, be it with other white space or markup that we would take away."""
    if held == value or not (isinstance(held, str) and isinstance(value, str)):
        return bool(held == value)
    if column == COLUMNS[ProductAttribute.RICHTEXT]:
        held = values.rich_text(held, column)
    return bool(held.split() == value.split())


def _write_options(wanted: dict[int, dict[int, frozenset[int]]]) -> set[int]:
    """Set the options of multi options by product and attribute; return the products that changed."""
    through = ProductAttributeValue.value_multi_option.through
    attributes = {attribute for options in wanted.values() for attribute in options}
    rows = ProductAttributeValue.objects.filter(product__in=wanted.keys(), attribute__in=attributes)
    places = {pk: key for pk, *key in rows.values_list("pk", "product_id", "attribute_id")}
    held: dict[int, dict[int, int]] = defaultdict(dict)
    links = through.objects.filter(productattributevalue__in=places.keys())
    for pk, value, option in links.values_list("pk", "productattributevalue_id", "attributeoption_id"):
        held[value][option] = pk
    new, stray, changed = [], [], set()
    for value, (product, attribute) in places.items():
        has, options = held[value], wanted[product].get(attribute, frozenset())
        new += [(value, option) for option in sorted(options - has.keys())]
        stray += [has[option] for option in has.keys() - options]
        if options != has.keys():
            changed.add(product)
    insert_rows(through, ("productattributevalue_id", "attributeoption_id"), new)
    through.objects.filter(pk__in=stray).delete()
    return changed
