"""The mapping file: which of a source's fields is which of ours. docs/catalogue-import.md shows it all."""

import json
import tomllib
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import ProductAttribute
from shop.imports.errors import ImportFailedError
from shop.imports.fields import Field

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
FIELDS = frozenset(
    {"sku", "parent_sku", "slug", "upc", "price", "cost", "currency", "stock", "warehouse", "product_class"}
    | {"categories", "images", "related", "published", "priority", "title", "description"}
    | set(LIMIT_FIELDS)
    | {f"{name}_{code.replace('-', '_')}" for name in ("title", "description") for code in LANGUAGES}
)
PLACE = frozenset(
    {"name", "line1", "postcode", "city", "state", "country", "latitude", "longitude", "time_zone"}
    | {"serves", "priority", "is_pickup", "working_days", "holidays_country", "holidays_region"}
)
TYPES = frozenset({"text", "richtext", "integer", "float", "boolean", "date", "option", "multi_option"})
OWN_NAMES = {name: name for name in sorted(FIELDS)}


@dataclass(frozen=True, kw_only=True)
class Option:
    """A value of an option attribute: its words by language, its colours, its place."""

    names: Named[str, str]
    swatch: str = ""
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """An attribute to fill; `options` by the source's own word; `is_closed` refuses any other."""

    code: str
    names: Named[str, str]
    type: str
    source: Field
    options: Named[str, Option] = field(default_factory=dict)
    is_closed: bool = False
    is_facet: bool = True


@dataclass(frozen=True, kw_only=True)
class OtherAttributes:
    """An object of attributes taken as they come: text, number and boolean by the value's type.

    `text` names those that are text whatever their values look like; `skip` those to leave out.
    """

    path: str
    text: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class KnownCategory:
    """A category that the source names by a key; `parent` is another key."""

    names: Named[str, str]
    descriptions: Named[str, str] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All of a mapping file. `price_unit` is "major" (euros) or "minor" (cents)."""

    fields: Named[str, Field]
    variant_path: str = ""
    variant_fields: Named[str, Field] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()
    variant_attributes: tuple[Attribute, ...] = ()
    other: OtherAttributes | None = None
    product_class: str = "Products"
    track_stock: bool = True
    requires_shipping: bool = True
    warehouse: str = "Warehouse"
    warehouses: Named[str, Named[str, Any]] = field(default_factory=dict)
    currency: str = ""
    price_unit: str = "major"
    category_separator: str = ">"
    category_paths: tuple[str, ...] = ()
    known_categories: Named[str, KnownCategory] = field(default_factory=dict)


def default_mapping() -> Mapping:
    """Return the mapping for files that use our own names as headings."""
    return mapping_from({"fields": OWN_NAMES})


def load_mapping(path: Path) -> Mapping:
    """Read a mapping from JSON or TOML. Raises ImportFailedError with the place of the mistake."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise ImportFailedError(f"The mapping {path.name} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise ImportFailedError(f"The mapping {path.name} is not an object.")
    return mapping_from(content)


def mapping_from(content: dict[str, Any]) -> Mapping:
    """Build a mapping from plain values. Raises ImportFailedError."""
    content = dict(content)
    variants = content.pop("variants", {})
    categories = content.pop("categories", {})
    product_class = content.pop("product_class", {})
    if isinstance(product_class, str):
        product_class = {"name": product_class}
    plain = {name: content.pop(name) for name in ("warehouse", "currency", "price_unit") if name in content}
    mapping = Mapping(
        fields=_fields(content.pop("fields", {}), "fields"),
        variant_path=variants.get("path", ""),
        variant_fields=_fields(variants.get("fields", {}), "variants.fields"),
        attributes=_attributes(content.pop("attributes", [])),
        variant_attributes=_attributes(variants.get("attributes", [])),
        other=_other(content.pop("other_attributes", None)),
        product_class=product_class.get("name", Mapping.product_class),
        track_stock=product_class.get("track_stock", True),
        requires_shipping=product_class.get("requires_shipping", True),
        category_separator=categories.get("separator", ">"),
        category_paths=tuple(categories.get("paths", ())),
        known_categories=_known(categories.get("known", {})),
        warehouses=_warehouses(content.pop("warehouses", {})),
        **plain,
    )
    if content:
        raise ImportFailedError(f"The mapping has unknown entries: {', '.join(sorted(content))}.")
    if "sku" not in mapping.fields:
        raise ImportFailedError("The mapping names no field for the sku.")
    if mapping.price_unit not in {"major", "minor"}:
        raise ImportFailedError('The mapping\'s price_unit is neither "major" nor "minor".')
    return mapping


def _fields(given: dict[str, Any], place: str) -> dict[str, Field]:
    unknown = sorted(set(given) - FIELDS)
    if unknown:
        raise ImportFailedError(f"The mapping's {place} name what we do not have: {', '.join(unknown)}.")
    return {name: _field(source, f"{place}.{name}") for name, source in given.items()}


def _field(source: Any, place: str) -> Field:
    if isinstance(source, str):
        return Field(path=source)
    try:
        return Field(**source)
    except TypeError as error:
        raise ImportFailedError(f"The mapping's {place} is not a field: {error}") from error


def _attributes(given: list[dict[str, Any]]) -> tuple[Attribute, ...]:
    return tuple(_attribute(entry) for entry in given)


def _attribute(entry: dict[str, Any]) -> Attribute:
    try:
        code, kind = entry["code"], entry["type"]
    except (KeyError, TypeError) as error:
        raise ImportFailedError(f"An attribute of the mapping has no code or type: {entry}") from error
    if kind not in TYPES:
        raise ImportFailedError(f"The attribute {code} has the unknown type {kind}.")
    try:
        ProductAttribute._meta.get_field("code").run_validators(code)
    except Exception as error:
        raise ImportFailedError(f"The attribute code {code} cannot be used: {error}") from error
    return Attribute(
        code=code,
        names=_words(entry.get("name", code.replace("_", " ").capitalize())),
        type=kind,
        source=_field(entry.get("field", code), f"attributes.{code}"),
        options=_options(entry.get("options", {})),
        is_closed=bool(entry.get("closed", False)),
        is_facet=bool(entry.get("facet", True)),
    )


def _options(given: dict[str, Any] | list[str]) -> dict[str, Option]:
    """Read options; their order in the file is their order in the shop."""
    entries = given.items() if isinstance(given, dict) else ((word, word) for word in given)
    options = {}
    for position, (key, value) in enumerate(entries, 1):
        detail = value if isinstance(value, dict) and "name" in value else {"name": value}
        swatch = detail.get("swatch", "")
        options[key] = Option(names=_words(detail["name"]), swatch=swatch, position=position)
    return options


def _known(given: dict[str, Any]) -> dict[str, KnownCategory]:
    return {
        key: KnownCategory(
            names=_words(entry["name"]),
            descriptions=_words(entry.get("description", {})),
            parent=entry.get("parent", ""),
        )
        for key, entry in given.items()
    }


def _warehouses(given: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Read what is known of warehouses, by code; only what a warehouse has may be said."""
    for code, entry in given.items():
        unknown = sorted(set(entry) - PLACE) if isinstance(entry, dict) else [str(entry)]
        if unknown:
            raise ImportFailedError(f"The warehouse {code} has unknown entries: {', '.join(unknown)}.")
    return given


def _other(given: dict[str, Any] | None) -> OtherAttributes | None:
    if given is None:
        return None
    return OtherAttributes(
        path=given["path"], text=frozenset(given.get("text", ())), skip=frozenset(given.get("skip", ()))
    )


def _words(given: Any) -> dict[str, str]:
    """Return words by language; a plain text is in the site's own."""
    return dict(given) if isinstance(given, dict) else {settings.LANGUAGE_CODE: str(given)}
