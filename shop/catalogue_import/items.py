"""Checked rows: what a row says of a product, in our types, or why it cannot be used."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from keyword import iskeyword
from typing import Any

from babel.numbers import is_currency
from django.conf import settings
from modeltranslation.utils import build_localized_fieldname
from oscar.apps.catalogue.product_attributes import ProductAttributesContainer

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.slugs import usable_slug
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.mapping_file import LANGUAGES, Attribute
from shop.configuration.queries import shop_currency
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.fields import Field
from shop.money import currency_problem

SKU_LENGTH, UPC_LENGTH, TITLE_LENGTH, OPTION_LENGTH, CODE_LENGTH = 128, 64, 255, 255, 128
RESERVED = frozenset(ProductAttributesContainer.RESERVED_ATTRIBUTES)
PARSERS: dict[str, Callable[[object, str], object]] = {
    "richtext": values.rich_text,
    "integer": values.integer,
    "float": values.real,
    "boolean": values.boolean,
    "date": values.date,
    "multi_option": values.text_list,
}


@dataclass(frozen=True, kw_only=True)
class Property:
    """A value of an attribute; `names` are the attribute's, for the first time it is met."""

    type: str
    value: Any
    names: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A product, parent or variant as its row describes it.

    `texts` maps columns (`title_en`) to what they shall hold, those that the mapping names. `price` and
    `cost` are in major units, `stock` by warehouse ("": the first). None: the source does not say, what
    is there stays.
    """

    row: int
    sku: str
    parent_sku: str = ""
    is_parent: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    slug: str = ""
    upc: str | None = None
    price: Decimal | None = None
    cost: Decimal | None = None
    currency: str = ""
    stock: dict[str, int] | None = None
    warehouse: str = ""
    product_class: str = ""
    is_public: bool | None = None
    priority: int | None = None
    limits: dict[str, int] = field(default_factory=dict)
    categories: tuple[tuple[str, ...], ...] | None = None
    properties: dict[str, Property] = field(default_factory=dict)
    images: tuple[str, ...] | None = None
    related: tuple[str, ...] = ()


class Reader:
    """Turns rows into items by a mapping."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.codes: dict[str, str] = {}
        mapped = {entry.source.path for entry in mapping.attributes}
        other = mapping.other
        self.skipped = (
            {path.removeprefix(f"{other.path}.") for path in mapped if path.startswith(f"{other.path}.")}
            | other.skip
            if other
            else set()
        )

    def items(self, number: int, row: dict[str, Any]) -> list[Item]:
        """Return a row's product and, where variants are nested, these after it.

        Raises BadValueError for the first value that cannot be used; then none of the row is.
        """
        head = self._item(number, row, self.mapping.fields)
        head = replace(head, properties={**self._others(row), **self._mapped(row, self.mapping.attributes)})
        if not self.mapping.variant_path:
            return [head]
        nested = values.look_up(row, self.mapping.variant_path) or []
        if not isinstance(nested, list):
            raise BadValueError(self.mapping.variant_path, "is not a list")
        variants = list(self._variants(number, row, head, nested))
        return [replace(head, is_parent=bool(variants)), *variants]

    def _variants(
        self, number: int, row: dict[str, object], head: Item, nested: list[object]
    ) -> Iterator[Item]:
        for variant in nested:
            if not isinstance(variant, dict):
                raise BadValueError(self.mapping.variant_path, "holds something that is not an object")
            item = self._item(number, variant, self.mapping.variant_fields)
            yield replace(
                item,
                parent_sku=head.sku,
                price=head.price if item.price is None else item.price,
                product_class=head.product_class,
                properties=self._mapped(variant, self.mapping.variant_attributes),
            )

    def _item(self, number: int, row: dict[str, object], fields: object) -> Item:
        get = _Getter(row, fields)
        sku = get.code("sku", SKU_LENGTH)
        if not sku:
            raise BadValueError(get.column("sku"), "is empty")
        currency = get.text("currency") or self.mapping.currency or shop_currency()
        check_currency(currency, get.column("currency"))
        published = get.value("published")
        return Item(
            row=number,
            sku=sku,
            parent_sku=get.code("parent_sku", SKU_LENGTH),
            texts=self._texts(get),
            slug=usable_slug(given) if (given := get.text("slug", TITLE_LENGTH)) else "",
            upc=get.code("upc", UPC_LENGTH) if get.has("upc") else None,
            price=self._amount(get, "price", currency),
            cost=self._amount(get, "cost", currency),
            currency=currency,
            stock=get.stock(),
            warehouse=get.code("warehouse") or self.mapping.warehouse,
            product_class=get.text("product_class", 128) or self.mapping.product_class,
            is_public=None if published is None else values.boolean(published, get.column("published")),
            priority=get.number("priority", smallest=-1),
            limits={name: n for name in LIMIT_FIELDS if (n := get.number(name, smallest=1)) is not None},
            categories=self._categories(row, get),
            images=tuple(get.words("images")) if get.has("images") else None,
            related=tuple(get.words("related")),
        )

    def _texts(self, get: "_Getter") -> dict[str, str]:
        texts = {}
        for name in ("title", "description"):
            for language in LANGUAGES:
                column = build_localized_fieldname(name, language)
                value, source = get.in_language(name, column, language)
                if value is None:
                    continue
                shorten = get.fields[source].shorten
                texts[column] = (
                    values.rich_text(value, get.column(source))
                    if name == "description"
                    else values.text(value, get.column(source), longest=TITLE_LENGTH, shorten=shorten)
                )
        return texts

    def _amount(self, get: "_Getter", name: str, currency: str) -> Decimal | None:
        value, column = get.value(name), get.column(name)
        if value is None:
            return None
        is_minor = self.mapping.price_unit == "minor"
        return values.amount(value, column, currency=currency, is_minor=is_minor)

    def _categories(self, row: dict[str, Any], get: "_Getter") -> tuple[tuple[str, ...], ...] | None:
        templates = self.mapping.category_paths
        if get.fields is self.mapping.variant_fields or not (templates or get.has("categories")):
            return None
        filled = (values.value_of(row, Field(template=template)) for template in templates)
        paths = [*get.words("categories"), *(path for path in filled if path)]
        divided = (
            tuple(name.strip() for name in path.split(self.mapping.category_separator) if name.strip())
            for path in paths
        )
        return tuple(dict.fromkeys(path for path in divided if path))

    def _mapped(self, row: dict[str, Any], attributes: tuple[Attribute, ...]) -> dict[str, Property]:
        found = {}
        for attribute in attributes:
            value = values.value_of(row, attribute.source)
            if value is None:
                continue
            parsed = _parsed(attribute.type, value, attribute.source.column)
            _check_options(attribute, parsed)
            found[attribute.code] = Property(type=attribute.type, value=parsed, names=dict(attribute.names))
        return found

    def _others(self, row: dict[str, object]) -> dict[str, Property]:
        other = self.mapping.other
        given = values.look_up(row, other.path) if other else None
        if other is None or not given:
            return {}
        if not isinstance(given, dict):
            raise BadValueError(other.path, "is not an object")
        found = {}
        for name, value in given.items():
            if value is None or value == "" or name in self.skipped:
                continue
            column = f"{other.path}.{name}"
            kind = "text" if name in other.text else _type_of(value)
            words = {settings.LANGUAGE_CODE: name.replace("_", " ").strip().capitalize()[:CODE_LENGTH]}
            found[self._code(name)] = Property(type=kind, value=_parsed(kind, value, column), names=words)
        return found

    def _code(self, name: str) -> str:
        """Return a name as an attribute's code: letters, digits, underscores, no digit first."""
        if name not in self.codes:
            code = re.sub(r"\W", "_", name, flags=re.ASCII)[: CODE_LENGTH - 2] or "x"
            if code[0].isdigit() or iskeyword(code) or code in RESERVED:
                code = f"a_{code}"
            self.codes[name] = code
        return self.codes[name]


class _Getter:
    """Reads the fields of one row."""

    def __init__(self, row: dict[str, Any], fields: Any) -> None:
        self.row, self.fields = row, fields

    def column(self, name: str) -> str:
        return self.fields[name].column if name in self.fields else name

    def has(self, name: str) -> bool:
        """Whether the row speaks of a field at all, be it to say that it is empty."""
        field = self.fields.get(name)
        return field is not None and (field.path in self.row or field.column.split(".")[0] in self.row)

    def value(self, name: str) -> Any:
        return values.value_of(self.row, self.fields[name]) if name in self.fields else None

    def text(self, name: str, longest: int | None = None) -> str:
        value = self.value(name)
        return "" if value is None else values.text(value, self.column(name), longest=longest)

    def code(self, name: str, longest: int | None = None) -> str:
        value = self.value(name)
        return "" if value is None else values.code(value, self.column(name), longest=longest)

    def number(self, name: str, *, smallest: int) -> int | None:
        value = self.value(name)
        return None if value is None else values.integer(value, self.column(name), smallest=smallest)

    def stock(self) -> dict[str, int] | None:
        """Return the pieces by warehouse code; a number alone is the first warehouse's."""
        value = self.value("stock")
        return None if value is None else values.quantities_by_warehouse(value, self.column("stock"))

    def words(self, name: str) -> list[str]:
        value = self.value(name)
        return [] if value is None else values.text_list(value, self.column(name))

    def in_language(self, name: str, column: str, language: str) -> tuple[Any, str]:
        """Return a text and the field it came from: one of its own, or an object by language."""
        if self.has(column):
            return self.value(column), column
        value = self.value(name)
        if isinstance(value, dict):
            return value.get(language), name
        return (value if language == settings.LANGUAGE_CODE else None), name


def check_currency(currency: str, column: str) -> None:
    """Refuse what is no ISO 4217 currency, or one that we cannot keep amounts of."""
    if not is_currency(currency):
        raise BadValueError(column, f"“{currency}” is no currency we know")
    if problem := currency_problem(currency):
        raise BadValueError(column, problem)


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "float" if isinstance(value, int | float) else "text"


def _parsed(kind: str, value: object, column: str) -> Any:
    if kind in PARSERS:
        parsed = PARSERS[kind](value, column)
    elif kind == "option":
        parsed = values.text(value, column, longest=OPTION_LENGTH)
    elif isinstance(value, dict):
        parsed = values.text(value.get(settings.LANGUAGE_CODE, ""), column)
    else:
        parsed = values.text(", ".join(map(str, value)) if isinstance(value, list) else value, column)
    return parsed


def _check_options(attribute: Attribute, value: object) -> None:
    if not attribute.is_closed:
        return
    given = value if isinstance(value, list) else [value]
    unknown = [word for word in given if word not in attribute.options]
    if unknown:
        raise BadValueError(attribute.source.column, f"“{unknown[0]}” is none of its values")
