"""The mapping of an import: which of a source's fields is which of ours."""

import json
import tomllib
from collections.abc import Mapping as Named
from dataclasses import dataclass, field
from pathlib import Path

from shop.catalogue_import.mapping_file import (
    FIELDS,
    LIST_SEPARATOR,
    Attribute,
    KnownCategory,
    NewProductClass,
    OtherAttributes,
    read_mapping,
)
from shop.imports.errors import ImportFailedError
from shop.imports.fields import Field

# The type of products of which another program counts no pieces.
UNTRACKED = "Products without stock count"
LISTS = ("categories", "images", "related", "options")
OWN_NAMES = {
    name: {"path": name, "separator": LIST_SEPARATOR} if name in LISTS else name for name in sorted(FIELDS)
}


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All of a mapping file. `price_unit` is "major" (euros) or "minor" (cents)."""

    fields: Named[str, Field]
    variant_path: str = ""
    variant_fields: Named[str, Field] = field(default_factory=dict)
    attributes: tuple[Attribute, ...] = ()
    variant_attributes: tuple[Attribute, ...] = ()
    other: OtherAttributes | None = None
    given_product_class: str = ""
    track_stock: bool = True
    requires_shipping: bool = True
    given_warehouse: str = ""
    warehouses: Named[str, Named[str, object]] = field(default_factory=dict)
    currency: str = ""
    price_unit: str = "major"
    category_separator: str = ">"
    category_paths: tuple[str, ...] = ()
    known_categories: Named[str, KnownCategory] = field(default_factory=dict)

    @property
    def product_class(self) -> str:
        """The type of a new product that names none."""
        return self.given_product_class or NewProductClass().name

    @property
    def warehouse(self) -> str:
        """The supplier of a new product that names none."""
        return self.given_warehouse or "Warehouse"


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


def mapping_from(content: Named[str, object]) -> Mapping:
    """Build a mapping from plain values. Raises ImportFailedError."""
    read = read_mapping(content)
    if "sku" not in read.fields:
        raise ImportFailedError("The mapping names no field for the sku.")
    return Mapping(
        fields=read.fields,
        variant_path=read.variants.path,
        variant_fields=read.variants.fields,
        attributes=read.attributes,
        variant_attributes=read.variants.attributes,
        other=read.other_attributes,
        given_product_class=read.product_class.name if "product_class" in read.model_fields_set else "",
        track_stock=read.product_class.track_stock,
        requires_shipping=read.product_class.requires_shipping,
        given_warehouse=read.warehouse if "warehouse" in read.model_fields_set else "",
        warehouses=read.warehouses,
        currency=read.currency,
        price_unit=read.price_unit,
        category_separator=read.categories.separator,
        category_paths=read.categories.paths,
        known_categories=read.categories.known,
    )
