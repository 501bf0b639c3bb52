"""Shopify's export of products: the rows of one handle are a product, its variants and its pictures."""

from django.utils.translation import gettext as _

from shop.catalogue_import.items import GIVEN_NAMES
from shop.catalogue_import.layouts.base import (
    UNTRACKED,
    Cells,
    Family,
    FamilyLayout,
    attribute_code,
    paragraphs,
    refuse,
)
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle
from shop.imports.sources import SourceRow

ALONE = "Default Title"
OPTIONS = (1, 2, 3)
YES = {"true", "yes", "1"}


class ShopifyLayout(FamilyLayout):
    """Both generations of headings: "Handle, Variant SKU" and "URL handle, SKU"."""

    name, label = "shopify", "Shopify"
    signatures = (
        frozenset({"handle", "title", "variant price"}),
        frozenset({"url handle", "title", "price"}),
    )
    columns = {
        "handle": ("handle", "url handle"),
        "title": ("title",),
        "description": ("body (html)", "body html", "description"),
        "vendor": ("vendor",),
        "category": ("product category", "standardized product type", "standard product type"),
        "type": ("type", "custom product type"),
        "tags": ("tags",),
        "published": ("published", "published on online store"),
        "status": ("status",),
        "sku": ("variant sku", "sku"),
        "upc": ("variant barcode", "barcode"),
        "price": ("variant price", "price"),
        "cost": ("cost per item",),
        "weight": ("variant grams", "weight value (grams)"),
        "tracker": ("variant inventory tracker", "inventory tracker"),
        "qty": ("variant inventory qty", "inventory quantity"),
        "image": ("image src", "product image url"),
        "position": ("image position",),
        "variant_image": ("variant image", "variant image url"),
        "gift": ("gift card",),
        **{f"name{n}": (f"option{n} name",) for n in OPTIONS},
        **{f"value{n}": (f"option{n} value",) for n in OPTIONS},
    }
    head = (
        "sku", "title", "description", "slug", "published", "new_product_class", "categories", "images",
        "upc", "price", "cost", "stock",
    )  # fmt: skip
    variant = ("sku", "upc", "price", "cost", "stock", "images")

    def key(self, cells: Cells) -> str:
        """Return the handle; a row without one is alone."""
        return self.text(cells, "handle") or f"\0{id(cells)}"

    def build(self, family: Family, style: NumberStyle) -> Cells:
        """Make a product of its rows: the first names it, those with an option or a price are variants."""
        _number, first = next(((n, row) for n, row in family if self.text(row, "title")), family[0])
        handle = self.text(first, "handle")
        if not handle:
            raise BadValueError(self.column("handle"), _("is empty"))
        if self.text(first, "gift").casefold() in YES:
            raise refuse(self.column("gift"), _("a gift card"))
        names = {n: name for n in OPTIONS if (name := self.text(first, f"name{n}"))}
        sold = [(n, row) for n, row in family if self._is_variant(row)]
        is_alone = len(sold) <= 1 and (
            not names or all(self.text(r, "value1") in {"", ALONE} for _n, r in sold)
        )
        built = self._head(first, family)
        if is_alone:
            here = sold[0][1] if sold else first
            built |= self.take(here, ("price", "cost")) | self._sold(here, style)
            built |= {"variants": []}
            self.put(built, "sku", self.text(here, "sku") or handle)
            return built
        variants = [self._variant(row, handle, names, style, n) for n, row in sold]
        skus = {variant[self.column("sku")] for variant in variants}
        self.put(built, "sku", f"{handle}:product" if handle in skus else handle)
        built["variants"] = variants
        if not any(self.text(row, "tracker") for _n, row in sold):
            built["new_product_class"] = UNTRACKED
        return built

    def _is_variant(self, row: Cells) -> bool:
        return any(self.text(row, name) for name in ("value1", "sku", "price"))

    def _head(self, first: Cells, family: Family) -> Cells:
        built = self.take(first, ("title",))
        self.put(built, "description", paragraphs(self.text(first, "description")))
        built["slug"] = self.text(first, "handle")
        is_public = self.text(first, "published").casefold() in {"", *YES}
        is_active = self.text(first, "status").casefold() in {"", "active"}
        self.put(built, "published", is_public and is_active)
        if place := self.text(first, "category") or self.text(first, "type"):
            built["categories"] = [place]
        pictures = [(self.text(row, "position"), self.text(row, "image")) for _n, row in family]
        ordered = sorted(
            (place for place in enumerate(pictures) if place[1][1]),
            key=lambda place: (int(place[1][0]) if place[1][0].isdecimal() else 10**6, place[0]),
        )
        built["images"] = [url for _place, (_position, url) in ordered]
        tags = values.split_list(self.text(first, "tags"), ",")
        built |= {"attribute.brand:option": self.text(first, "vendor"), "attribute.tags:multi_option": tags}
        built[GIVEN_NAMES] = {"brand": "Brand", "tags": "Tags"}
        return built

    def _variant(
        self, row: Cells, handle: str, names: dict[int, str], style: NumberStyle, number: int
    ) -> SourceRow:
        built = self.take(row, ("price", "cost")) | self._sold(row, style)
        chosen = {n: self.text(row, f"value{n}") for n in names}
        missing = [n for n, value in chosen.items() if not value]
        if missing:
            raise BadValueError(self.column(f"value{missing[0]}"), _("is empty"), row=number)
        made = attribute_code("-".join(chosen.values())).replace("_", "-")
        self.put(built, "sku", self.text(row, "sku") or f"{handle}-{made}")
        built |= {f"attribute.{attribute_code(names[n])}:option": value for n, value in chosen.items()}
        built[GIVEN_NAMES] |= {attribute_code(name): name for name in names.values()}
        built["images"] = [self.text(row, "variant_image")]
        return SourceRow(built, number=number)

    def _sold(self, row: Cells, style: NumberStyle) -> dict[str, object]:
        """Return stock, barcode and weight; what Shopify does not count has no stock."""
        built: dict[str, object] = {GIVEN_NAMES: {"weight": "Weight"}}
        self.put(built, "upc", self.text(row, "upc").removeprefix("'"))
        if self.text(row, "tracker"):
            quantity = values.integer(
                style.read(self.text(row, "qty") or "0", self.column("qty")), self.column("qty")
            )
            built["stock"] = max(0, quantity)
        else:
            built["new_product_class"] = UNTRACKED
        if grams := self.text(row, "weight"):
            kilograms = values.decimal(style.read(grams, self.column("weight")), self.column("weight")) / 1000
            self.weigh(built, kilograms)
        return built
