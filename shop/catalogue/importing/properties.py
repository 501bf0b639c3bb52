"""Products' properties: brought to the attribute's type, compared, written in bulk."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from shop.catalogue.importing import values
from shop.catalogue.importing.errors import BadValueError
from shop.catalogue.importing.items import Item, Property
from shop.catalogue.importing.vocabulary import Vocabulary
from shop.catalogue.models import ProductAttribute, ProductAttributeValue, ProductClass

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


class Properties:
    """One product's properties by attribute id: a column's value, or the options of a multi option."""

    def __init__(self) -> None:
        self.columns: dict[int, tuple[str, Any]] = {}
        self.options: dict[int, frozenset[int]] = {}


def resolve(item: Item, product_class: ProductClass, vocabulary: Vocabulary) -> Properties:
    """Bring an item's properties to the types that their attributes have.

    Raises BadValueError where an attribute that exists already is of a type the value does not fit.
    """
    resolved = Properties()
    for code, prop in item.properties.items():
        attribute = vocabulary.attribute(product_class, code, prop)
        if attribute.type == ProductAttribute.MULTI_OPTION:
            words = values.words(prop.value, code)
            resolved.options[attribute.pk] = frozenset(
                vocabulary.option(attribute, word).pk for word in words
            )
        elif attribute.type in COLUMNS:
            value = _fitting(attribute, prop, vocabulary)
            resolved.columns[attribute.pk] = (COLUMNS[attribute.type], value)
        else:
            raise BadValueError(code, f"is an attribute of the type {attribute.type}, which is not imported")
    return resolved


def _fitting(attribute: ProductAttribute, prop: Property, vocabulary: Vocabulary) -> Any:
    if attribute.type == ProductAttribute.OPTION:
        word = values.text(prop.value, attribute.code, longest=255)
        return vocabulary.option(attribute, word).pk
    if attribute.type == prop.type:
        return prop.value
    parsers = {
        ProductAttribute.TEXT: values.text,
        ProductAttribute.RICHTEXT: values.rich_text,
        ProductAttribute.INTEGER: values.integer,
        ProductAttribute.FLOAT: values.real,
        ProductAttribute.BOOLEAN: values.boolean,
        ProductAttribute.DATE: values.date,
    }
    return parsers[attribute.type](prop.value, attribute.code)


def write_properties(wanted: dict[int, Properties]) -> set[int]:
    """Give products (by id) exactly these properties; return the products that changed."""
    held = {
        (row.product_id, row.attribute_id): row
        for row in QuerySet(ProductAttributeValue).filter(product__in=wanted.keys())
    }
    keys = {(pk, attribute) for pk, has in wanted.items() for attribute in (*has.columns, *has.options)}
    stray = held.keys() - keys
    ProductAttributeValue.objects.filter(pk__in=[held[key].pk for key in stray]).delete()
    new: dict[Key, ProductAttributeValue] = {}
    stale: list[ProductAttributeValue] = []
    for key in sorted(keys):
        row = held.get(key) or ProductAttributeValue(product_id=key[0], attribute_id=key[1])
        is_changed = _fill(row, wanted[key[0]].columns.get(key[1]))
        if key not in held:
            new[key] = row
        elif is_changed:
            stale.append(row)
    # Plain query sets: nothing here is in several languages, and rewriting names costs time.
    plain = QuerySet(ProductAttributeValue)
    plain.bulk_create(new.values(), batch_size=BATCH)
    plain.bulk_update(stale, FIELDS, batch_size=BATCH)
    rows = {**held, **new}
    chosen = {
        rows[pk, attribute].pk: options
        for pk, has in wanted.items()
        for attribute, options in has.options.items()
    }
    by_row = {row.pk: key[0] for key, row in rows.items()}
    changed = {by_row[pk] for pk in _write_options(chosen)}
    return changed | {key[0] for key in (*stray, *new)} | {row.product_id for row in stale}


def _fill(row: ProductAttributeValue, value: tuple[str, Any] | None) -> bool:
    if value is None or getattr(row, value[0]) == value[1]:
        return False
    setattr(row, *value)
    return True


def _write_options(chosen: dict[int, frozenset[int]]) -> Collection[int]:
    """Set the options of multi options by the value's id; return the values that changed."""
    through = ProductAttributeValue.value_multi_option.through
    held: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, value, option in _in_batches(through, chosen):
        held[value][option] = pk
    new, stray, changed = [], [], set()
    for value, options in chosen.items():
        has = held[value]
        for option in sorted(options - has.keys()):
            new.append(through(productattributevalue_id=value, attributeoption_id=option))
            changed.add(value)
        for option in has.keys() - options:
            stray.append(has[option])
            changed.add(value)
    through.objects.bulk_create(new, batch_size=BATCH)
    through.objects.filter(pk__in=stray).delete()
    return changed


def _in_batches(through: Any, ids: Iterable[int]) -> list[tuple[int, int, int]]:
    rows = through.objects.filter(productattributevalue__in=list(ids))
    return list(rows.values_list("pk", "productattributevalue_id", "attributeoption_id"))
