"""Checked rows: what a row says of a product, in our types, or why it cannot be used."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from keyword import iskeyword

from babel.numbers import is_currency
from django.conf import settings
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.apps.catalogue.product_attributes import ProductAttributesContainer

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import MOST_GRAMS, MOST_MILLIMETRES, SIZE_FIELDS
from shop.catalogue.slugs import usable_slug
from shop.catalogue_import.exclusions import exclusion
from shop.catalogue_import.item import Item, Property
from shop.catalogue_import.mapping import Mapping
from shop.catalogue_import.mapping_file import LANGUAGES, LIST_SEPARATOR, Attribute
from shop.catalogue_import.row_fields import Fields, RowFields
from shop.catalogue_import.units import units_of
from shop.configuration.queries import shop_currency
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.fields import Field
from shop.imports.numbers import NumberStyle, check_sign
from shop.imports.sources import SourceRow
from shop.money import currency_problem, round_money

SKU_LENGTH, UPC_LENGTH, TITLE_LENGTH, OPTION_LENGTH, CODE_LENGTH = 128, 64, 255, 255, 128
RESERVED = frozenset(ProductAttributesContainer.RESERVED_ATTRIBUTES)
NUMBERS = {"float", "integer"}
# A column of a property: by its code, with the type that it is made with where the shop does not know it.
GIVEN = re.compile(
    r"attribute\.(?P<code>[a-zA-Z_]\w{0,127})"
    r"(?::(?P<type>text|richtext|integer|float|boolean|date|option|multi_option))?\Z",
    re.ASCII,
)
# Under this name a layout tells what properties are called.
GIVEN_NAMES = "attribute names"
PARSERS: dict[str, Callable[[object, str], object]] = {
    "richtext": values.rich_text,
    "integer": values.integer,
    "float": values.real,
    "boolean": values.boolean,
    "date": values.date,
    "multi_option": values.text_list,
}


class Reader:
    """Turns rows into items by a mapping."""

    def __init__(self, mapping: Mapping, style: NumberStyle | None = None) -> None:
        """Take the mapping and how the file writes numbers; without it they have a decimal point."""
        self.mapping, self.style = mapping, style
        self.codes: dict[str, str] = {}
        mapped = {entry.source.path for entry in mapping.attributes}
        other = mapping.other
        self.skipped = (
            {path.removeprefix(f"{other.path}.") for path in mapped if path.startswith(f"{other.path}.")}
            | other.skip
            if other
            else set()
        )

    def items(self, number: int, row: dict[str, object]) -> list[Item]:
        """Return a row's product and, where variants are nested, these after it.

        Raises BadValueError for the first value that cannot be used; then none of the row is.
        """
        numbers = row.numbers if isinstance(row, SourceRow) else (number,)
        head = replace(self._item(numbers[0], row, self.mapping.fields), rows=numbers)
        given = self._given(row)
        properties = {**self._others(row), **self._mapped(row, self.mapping.attributes), **given[0]}
        has_all = bool(self.mapping.attributes or self.mapping.other)
        head = replace(head, properties=properties, told=None if has_all else given[1])
        if not self.mapping.variant_path:
            return [head]
        nested = values.look_up(row, self.mapping.variant_path) or []
        if not isinstance(nested, list):
            raise BadValueError(self.mapping.variant_path, _("is not a list"))
        variants = list(self._variants(number, row, head, nested))
        return [replace(head, is_parent=bool(variants)), *variants]

    def _variants(
        self, number: int, row: dict[str, object], head: Item, nested: list[object]
    ) -> Iterator[Item]:
        for variant in nested:
            if not isinstance(variant, dict):
                raise BadValueError(self.mapping.variant_path, _("contains something that is not an object"))
            here = variant.number if isinstance(variant, SourceRow) else number
            try:
                item = self._item(here, variant, self.mapping.variant_fields)
                given = self._given(variant)
                mapped = self._mapped(variant, self.mapping.variant_attributes)
            except BadValueError as error:
                raise BadValueError(error.column, error.reason, row=here) from error
            yield replace(
                item,
                parent_sku=head.sku,
                price=head.price if item.price is None else item.price,
                product_class=head.product_class,
                properties={**mapped, **given[0]},
                told=None if self.mapping.variant_attributes else given[1],
            )

    def _item(self, number: int, row: dict[str, object], fields: Fields) -> Item:
        get = RowFields(row, fields, self.style)
        sku = get.code("sku", SKU_LENGTH)
        if not sku:
            raise BadValueError(get.column("sku"), _("is empty"))
        texts, raw = self._texts(get)
        slug = get.text("slug", TITLE_LENGTH)
        said = get.text("currency") or self.mapping.currency
        currency = said or shop_currency()
        check_currency(currency, get.column("currency"))
        final = get.value("is_final_sale")
        published = get.value("published")
        return Item(
            row=number,
            sku=sku,
            parent_sku=get.code("parent_sku", SKU_LENGTH),
            texts=texts,
            raw={**raw, "slug": slug},
            slug=usable_slug(slug) if slug else "",
            upc=get.code("upc", UPC_LENGTH) if get.has("upc") else None,
            price=self._amount(get, "price", currency),
            cost=self._amount(get, "cost", currency),
            currency=said,
            stock=get.stock(),
            warehouse=get.text("warehouse", CODE_LENGTH) or self.mapping.given_warehouse,
            product_class=get.text("product_class", CODE_LENGTH) or self.mapping.given_product_class,
            new_product_class=get.text("new_product_class", CODE_LENGTH),
            is_public=None if published is None else values.boolean(published, get.column("published")),
            priority=get.number("priority", smallest=-1),
            withdrawal_exclusion=exclusion(
                get.text("withdrawal_exclusion"), get.column("withdrawal_exclusion")
            ),
            is_final_sale=None if final is None else values.boolean(final, get.column("is_final_sale")),
            limits={name: n for name in LIMIT_FIELDS if (n := get.number(name, smallest=1)) is not None},
            sizes={name: n for name in SIZE_FIELDS if (n := _size(get, name)) is not None},
            units=units_of(get),
            categories=self._categories(row, get),
            options=tuple(get.words("options")) if get.has("options") else None,
            images=tuple(get.words("images")) if get.has("images") else None,
            related=tuple(get.words("related")) if get.has("related") else None,
            replaced_by=get.code("replaced_by") if get.has("replaced_by") else None,
        )

    def _texts(self, get: RowFields) -> tuple[dict[str, str], dict[str, str]]:
        """Return the texts by column, as they are to be kept and as they stand in the file."""
        texts, raw = {}, {}
        for name in ("title", "description"):
            for language in LANGUAGES:
                column = build_localized_fieldname(name, language)
                value, source = get.in_language(name, column, language)
                if value is None:
                    continue
                raw[column] = str(value)
                shorten = get.fields[source].shorten
                texts[column] = (
                    values.rich_text(value, get.column(source))
                    if name == "description"
                    else values.text(value, get.column(source), longest=TITLE_LENGTH, shorten=shorten)
                )
        return texts, raw

    def _amount(self, get: RowFields, name: str, currency: str) -> Decimal | None:
        value, column = get.value(name), get.column(name)
        if value is None:
            return None
        is_minor = self.mapping.price_unit == "minor"
        check_sign(value, column, currency=currency)
        read = self.style.read(value, column) if self.style else value
        if name == "cost" and not is_minor:  # nobody pays it: what a piece costs may be a fraction of a cent
            exact = values.decimal(read, column)
            rounded = round_money(exact, currency)
            read = read if rounded == exact else rounded
        return values.amount(read, column, currency=currency, is_minor=is_minor)

    def _categories(self, row: dict[str, object], get: RowFields) -> tuple[tuple[str, ...], ...] | None:
        templates = self.mapping.category_paths
        if get.fields is self.mapping.variant_fields or not (templates or get.has("categories")):
            return None
        filled = (values.value_of(row, Field(template=template)) for template in templates)
        paths = [*get.words("categories"), *(path for path in filled if path)]
        divided = (split_path(path, self.mapping.category_separator) for path in paths)
        return tuple(dict.fromkeys(path for path in divided if path))

    def _mapped(self, row: dict[str, object], attributes: tuple[Attribute, ...]) -> dict[str, Property]:
        found = {}
        for attribute in attributes:
            value = values.value_of(row, attribute.source, self.style)
            if value is None:
                continue
            parsed = self._parsed(attribute.type, value, attribute.source.column)
            _check_options(attribute, parsed)
            found[attribute.code] = Property(type=attribute.type, value=parsed, names=dict(attribute.names))
        return found

    def _others(self, row: dict[str, object]) -> dict[str, Property]:
        other = self.mapping.other
        given = values.look_up(row, other.path) if other else None
        if other is None or not given:
            return {}
        if not isinstance(given, dict):
            raise BadValueError(other.path, _("is not an object"))
        found = {}
        for name, value in given.items():
            if value is None or value == "" or name in self.skipped:
                continue
            column = f"{other.path}.{name}"
            kind = "text" if name in other.text else _type_of(value)
            words = {settings.LANGUAGE_CODE: name.replace("_", " ").strip().capitalize()[:CODE_LENGTH]}
            parsed = self._parsed(kind, value, column)
            found[self._code(name)] = Property(type=kind, value=parsed, names=words)
        return found

    def _given(self, row: dict[str, object]) -> tuple[dict[str, Property], frozenset[str]]:
        """Read properties that headings name (`attribute.glaze`, `attribute.glaze:option`), and all codes."""
        found, told = {}, set()
        names = row.get(GIVEN_NAMES)
        names = names if isinstance(names, dict) else {}
        for heading, cell in row.items():
            if not (named := GIVEN.match(heading)):
                continue
            code, kind = named["code"], named["type"] or "text"
            told.add(code)
            value = values.usable(cell, heading)
            if isinstance(value, str):
                plain = value.strip()
                value = values.split_list(plain, LIST_SEPARATOR) if kind == "multi_option" else plain
            if value is None or value in ("", []):
                continue
            name = names.get(code) or code.replace("_", " ").capitalize()
            words = {settings.LANGUAGE_CODE: name[:CODE_LENGTH]}
            found[code] = Property(type=kind, value=self._parsed(kind, value, heading), names=words)
        return found, frozenset(told)

    def _parsed(self, kind: str, value: object, column: str) -> object:
        if self.style and kind in NUMBERS:
            value = self.style.read(value, column)
        return _parsed(kind, value, column)

    def _code(self, name: str) -> str:
        """Return a name as an attribute's code: letters, digits, underscores, no digit first."""
        if name not in self.codes:
            code = re.sub(r"\W", "_", name, flags=re.ASCII)[: CODE_LENGTH - 2] or "x"
            if code[0].isdigit() or iskeyword(code) or code in RESERVED:
                code = f"a_{code}"
            self.codes[name] = code
        return self.codes[name]


def _size(get: RowFields, name: str) -> int | None:
    """Return grams or millimetres. Raises BadValueError for what no parcel has."""
    number = get.number(name, smallest=0)
    most = MOST_GRAMS if name == "weight" else MOST_MILLIMETRES
    if number is not None and number > most:
        raise BadValueError(get.column(name), _("must be %(most)d or less") % {"most": most})
    return number


def split_path(path: str, separator: str) -> tuple[str, ...]:
    """Return the names of a path; a separator behind a backslash belongs to its name."""
    names = re.split(rf"(?<!\\){re.escape(separator)}", path)
    plain = (name.replace(f"\\{separator}", separator).strip() for name in names)
    return tuple(name for name in plain if name)


def check_currency(currency: str, column: str) -> None:
    """Refuse what is no ISO 4217 currency, or one that we cannot keep amounts of."""
    if not is_currency(currency):
        raise BadValueError(column, _("“%(currency)s” is not a known currency") % {"currency": currency})
    if problem := currency_problem(currency):
        raise BadValueError(column, problem)


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    return "float" if isinstance(value, int | float) else "text"


def _parsed(kind: str, value: object, column: str) -> object:
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
        raise BadValueError(
            attribute.source.column, _("“%(value)s” is not one of the allowed values") % {"value": unknown[0]}
        )
