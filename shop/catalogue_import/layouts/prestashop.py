"""PrestaShop's list of products, as its back office exports it, and the form of its own import."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from shop.catalogue_import.items import GIVEN_NAMES
from shop.catalogue_import.layouts.base import (
    Cells,
    Family,
    RowLayout,
    attribute_code,
    fold,
    paragraphs,
    plain_text,
)
from shop.imports import values
from shop.imports.errors import ImportFailedError
from shop.imports.numbers import NumberStyle

YES = {"", "1", "yes", "true", "enabled", "active"}
ROOTS = {"root", "home"}
COMBINATIONS = "attribute (name:type:position)"


class PrestaShopLayout(RowLayout):
    """A row is a product; combinations are in another file, which the refusal names."""

    name, label = "prestashop", "PrestaShop"
    signatures = (
        frozenset({"product id", "name", "reference"}),
        frozenset({"product id", "name", "reference #"}),
        frozenset({"id", "name", "reference", "price (tax excl.)"}),
        frozenset({COMBINATIONS}),
        frozenset({"product id", "name", "categories (x,y,z...)"}),
    )
    columns = {
        "id": ("product id", "id"),
        "active": ("active (0/1)", "status", "active"),
        "title": ("name",),
        "code": ("reference #", "reference"),
        "places": ("categories (x,y,z...)", "category", "categories"),
        "price": ("price tax included", "price (tax incl.)", "price tax incl."),
        "net": ("price tax excluded", "price (tax excl.)"),
        "cost": ("wholesale price",),
        "brand": ("manufacturer", "brand"),
        "ean": ("ean13", "ean-13"),
        "upc": ("upc",),
        "weight": ("weight", "package weight"),
        "qty": ("quantity",),
        "order_minimum": ("minimal quantity",),
        "short": ("summary", "short description"),
        "description": ("description",),
        "slug": ("url rewritten", "rewritten url"),
        "pictures": ("image urls (x,y,z...)", "image", "image url"),
        "tags": ("tags (x,y,z...)", "tags"),
        "features": ("feature(name:value:position)", "feature (name:value:position:customized)"),
    }
    head = (
        "sku", "title", "description", "slug", "published", "categories", "images", "upc", "price", "cost",
        "stock", "order_minimum",
    )  # fmt: skip
    variant = ()
    category_separator = "/"

    def __init__(self, headings: Iterable[str]) -> None:
        super().__init__(headings)
        if COMBINATIONS in {fold(heading) for heading in self.headings}:
            raise ImportFailedError(
                _(
                    "This is PrestaShop's file of combinations, which names no products. "
                    "Import the list of products."
                )
            )
        if "price" not in self.at and "net" in self.at:
            raise ImportFailedError(
                _(
                    "The file has only prices excluding tax, but the shop's prices include it. Add a "
                    "column with the price including tax (“Price (tax incl.)”)."
                )
            )

    def column(self, ours: str) -> str:
        """Name our SKU by the reference."""
        return super().column("code" if ours == "sku" else ours)

    def build(self, family: Family, style: NumberStyle) -> Cells:
        """Make a product of its row."""
        row = family[0][1]
        built: dict[str, object] = self.take(row, ("price", "cost", "slug", "order_minimum"))
        identity = self.text(row, "id")
        self.put(built, "sku", self.text(row, "code") or (f"presta-{identity}" if identity else ""))
        self.put(built, "title", plain_text(self.text(row, "title")))
        text = self.text(row, "description") or self.text(row, "short")
        self.put(built, "description", paragraphs(text))
        built["published"] = self.text(row, "active").casefold() in YES
        places = values.split_list(self.text(row, "places"), ",")
        divided = ([name.strip() for name in place.split("/") if name.strip()] for place in places)
        kept = (names[1:] if names and names[0].casefold() in ROOTS else names for names in divided)
        built["categories"] = ["/".join(names) for names in kept if names]
        built["images"] = values.split_list(self.text(row, "pictures"), ",")
        self.put(
            built,
            "upc",
            (self.text(row, "ean").strip("0") and self.text(row, "ean")) or self.text(row, "upc"),
        )
        if said := self.text(row, "qty"):
            column = self.column("qty")
            built["stock"] = max(0, values.integer(style.read(said, column), column))
        self._describe(built, row, style)
        return built

    def _describe(self, built: Cells, row: Cells, style: NumberStyle) -> None:
        names = built[GIVEN_NAMES] = {"brand": "Brand", "tags": "Tags", "weight": "Weight"}
        built["attribute.brand:option"] = self.text(row, "brand")
        built["attribute.tags:multi_option"] = values.split_list(self.text(row, "tags"), ",")
        if said := self.text(row, "weight"):
            column = self.column("weight")
            self.weigh(built, values.decimal(style.read(said, column), column))
        for feature in values.split_list(self.text(row, "features"), ","):
            name, _colon, rest = feature.partition(":")
            value = rest.split(":")[0].strip()
            if name.strip() and value:
                code = attribute_code(name.strip())
                built[f"attribute.{code}:option"] = value
                names[code] = name.strip()
