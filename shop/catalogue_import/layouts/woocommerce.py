"""WooCommerce's export: variations name their product by SKU or `id:`, wherever in the file it stands."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from shop.catalogue_import.items import GIVEN_NAMES
from shop.catalogue_import.layouts.base import (
    UNTRACKED,
    Cells,
    Family,
    FamilyLayout,
    attribute_code,
    fold,
    paragraphs,
    plain_text,
    refuse,
)
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle
from shop.imports.sources import Numbered, SourceRow

UNITS = {"weight (kg)": 1, "weight (g)": 0.001, "weight (lbs)": 0.45359237, "weight (oz)": 0.028349523125}
TAKEN = {"simple", "variable", "variation"}
MOST_ATTRIBUTES = 40


class WooCommerceLayout(FamilyLayout):
    """Products, variable products and variations; grouped and external products are refused."""

    name, label = "woocommerce", "WooCommerce"
    signatures = (
        frozenset({"type", "sku", "name", "regular price"}),
        frozenset({"id", "type", "sku", "name"}),
    )
    columns = {
        "id": ("id",),
        "type": ("type",),
        "code": ("sku",),
        "upc": ("gtin, upc, ean, or isbn",),
        "title": ("name",),
        "published": ("published",),
        "short": ("short description",),
        "description": ("description",),
        "in_stock": ("in stock?",),
        "qty": ("stock",),
        "weight": tuple(UNITS),
        "price": ("regular price",),
        "cost": ("cost of goods", "cost"),
        "places": ("categories",),
        "tags": ("tags",),
        "brand": ("brands", "brand"),
        "pictures": ("images",),
        "parent": ("parent",),
        "upsells": ("upsells",),
        "crosssells": ("cross-sells",),
        "order": ("position",),
        **{f"name{n}": (f"attribute {n} name",) for n in range(1, MOST_ATTRIBUTES)},
        **{f"value{n}": (f"attribute {n} value(s)",) for n in range(1, MOST_ATTRIBUTES)},
    }
    head = (
        "sku", "title", "description", "published", "new_product_class", "categories", "images", "upc",
        "price", "cost", "stock", "related",
    )  # fmt: skip
    variant = ("sku", "upc", "price", "cost", "stock", "images", "published")

    def column(self, ours: str) -> str:
        """Name our SKU by Woo's column, in which it stands or would."""
        return super().column("code" if ours == "sku" else ours)

    def reads(self, heading: str) -> bool:
        """Say that marks of properties are looked at with their values."""
        return fold(heading).startswith("attribute ")

    def index(self, rows: Iterator[Numbered]) -> None:
        """Note which SKU an id has, and which properties tell variations apart."""
        self.by_id: dict[str, str] = {}
        self.choices: set[str] = set()
        for _number, row in rows:
            if isinstance(row, BadValueError):
                continue
            self.by_id[self.text(row, "id")] = self._sku(row)
            if self._type(row) == "variation":
                self.choices |= {name for name, _value in self._attributes(row)}

    def _type(self, row: Cells) -> str:
        words = [word.strip().casefold() for word in self.text(row, "type").split(",")]
        return next((word for word in words if word not in {"virtual", "downloadable"}), "simple")

    def _sku(self, row: Cells) -> str:
        return self.text(row, "code") or f"woo-{self.text(row, 'id')}"

    def _named(self, reference: str) -> str:
        """Return the SKU behind a reference, which may be `id:17`."""
        return (
            self.by_id.get(reference.removeprefix("id:"), reference) if reference[:3] == "id:" else reference
        )

    def key(self, cells: Cells) -> str:
        """Return the SKU of the product, for a variation that of its parent."""
        parent = self.text(cells, "parent")
        return self._named(parent) if parent and self._type(cells) == "variation" else self._sku(cells)

    def build(self, family: Family, style: NumberStyle) -> Cells:
        """Make a product with its variations."""
        for number, row in family:
            if (kind := self._type(row)) not in TAKEN:
                raise BadValueError(
                    self.column("type"),
                    str(refuse("", _("a product of the type “%(type)s”") % {"type": kind}).reason),
                    row=number,
                )
        heads = [(n, row) for n, row in family if self._type(row) != "variation"]
        if not heads:
            parent = self.text(family[0][1], "parent")
            raise BadValueError(
                self.column("parent"), _("there is no product “%(sku)s” in the file") % {"sku": parent or "–"}
            )
        if len(heads) > 1:
            raise BadValueError(
                self.column("sku"),
                _("“%(sku)s” appears twice") % {"sku": self._sku(heads[1][1])},
                row=heads[1][0],
            )
        number, first = heads[0]
        built = self._head(first, style)
        variants = [(n, row) for n, row in family if n != number]
        if self._type(first) == "variable" or variants:
            is_tracked = any(self.text(row, "qty") for _n, row in family)
            built |= {"new_product_class": "" if is_tracked else UNTRACKED}
            built["variants"] = [self._variant(row, style, n, is_tracked=is_tracked) for n, row in variants]
            return built
        built |= self.take(first, ("price", "cost", "upc")) | self._stock(first, style)
        built |= {"variants": []}
        return built

    def _head(self, row: Cells, style: NumberStyle) -> Cells:
        built: dict[str, Any] = {}
        self.put(built, "sku", self._sku(row))
        self.put(built, "title", plain_text(self.text(row, "title")))
        text = self.text(row, "description") or self.text(row, "short")
        self.put(built, "description", paragraphs(text))
        self.put(built, "published", self.text(row, "published") in {"1", "yes", "true", "TRUE", ""})
        places = values.split_list(self.text(row, "places"), ",")
        built["categories"] = [plain_text(place) for place in places]
        built["images"] = values.split_list(self.text(row, "pictures"), ",")
        related = [*values.split_list(self.text(row, "upsells"), ","),
                   *values.split_list(self.text(row, "crosssells"), ",")]  # fmt: skip
        built["related"] = [self._named(name) for name in related]
        tags = values.split_list(self.text(row, "tags"), ",")
        built[GIVEN_NAMES] = {"tags": "Tags", "brand": "Brand"}
        built |= {"attribute.tags:multi_option": tags, "attribute.brand:option": self.text(row, "brand")}
        is_variable = self._type(row) == "variable"
        for name, value in self._attributes(row):
            parts = values.split_list(value, ",")
            if is_variable and name in self.choices:
                continue
            code = attribute_code(name)
            if name not in self.choices:
                built[f"attribute.{code}:multi_option"] = parts
            elif len(parts) == 1:
                built[f"attribute.{code}:option"] = parts[0]
            else:
                code = f"{code}_list"
                built[f"attribute.{code}:multi_option"] = parts
            built[GIVEN_NAMES][code] = name
        return self._weighed(built, row, style)

    def _variant(self, row: Cells, style: NumberStyle, number: int, *, is_tracked: bool) -> SourceRow:
        built = self.take(row, ("price", "cost", "upc")) | {GIVEN_NAMES: {}}
        self.put(built, "sku", self._sku(row))
        self.put(built, "published", self.text(row, "published") in {"1", "yes", "true", "TRUE", ""})
        if is_tracked:
            built["stock"] = self._pieces(row, style) or 0
        built["images"] = values.split_list(self.text(row, "pictures"), ",")
        for name, value in self._attributes(row):
            built[f"attribute.{attribute_code(name)}:option"] = value
            built[GIVEN_NAMES][attribute_code(name)] = name
        return SourceRow(self._weighed(built, row, style), number=number)

    def _attributes(self, row: Cells) -> list[tuple[str, str]]:
        pairs = ((self.text(row, f"name{n}"), self.text(row, f"value{n}")) for n in range(1, MOST_ATTRIBUTES))
        return [(plain_text(name), plain_text(value)) for name, value in pairs if name and value]

    def _pieces(self, row: Cells, style: NumberStyle) -> int | None:
        said = self.text(row, "qty")
        column = self.column("qty")
        return max(0, values.integer(style.read(said, column), column)) if said else None

    def _stock(self, row: Cells, style: NumberStyle) -> Cells:
        pieces = self._pieces(row, style)
        if pieces is not None:
            return {"stock": pieces}
        if self.text(row, "in_stock") == "0":
            return {"stock": 0}
        return {"new_product_class": UNTRACKED}

    def _weighed(self, built: Cells, row: Cells, style: NumberStyle) -> Cells:
        if said := self.text(row, "weight"):
            column = self.column("weight")
            number = values.decimal(style.read(said, column), column)
            self.weigh(built, number * Decimal(str(UNITS[fold(column)])))
            built[GIVEN_NAMES]["weight"] = "Weight"
        return built
