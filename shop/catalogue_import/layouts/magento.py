"""Magento's (Adobe Commerce's) export: simple products come before the configurable one that names them."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from shop.catalogue_import.items import GIVEN_NAMES
from shop.catalogue_import.layouts.base import (
    UNTRACKED,
    Cells,
    Family,
    FamilyLayout,
    attribute_code,
    paragraphs,
    plain_text,
    refuse,
)
from shop.catalogue_import.mapping_file import LANGUAGES
from shop.imports import values
from shop.imports.errors import BadValueError
from shop.imports.numbers import NumberStyle
from shop.imports.sources import Numbered, SourceRow

PAIR = re.compile(r",(?=[\w-]+=)")
ALONE = {"simple", "virtual", "downloadable"}
ROOT = "default category"
LONG = 100
NOTHING = {"", "__EMPTY__VALUE__"}


def pairs_of(text: str) -> dict[str, str]:
    """Return `a=1,b=2, and 3` as names and values; a comma inside a value belongs to it."""
    found = {}
    for part in PAIR.split(text):
        name, sign, value = part.strip().strip('"').partition("=")
        if sign and name.strip():
            found[name.strip()] = value.strip().strip('"').replace('""', '"')
    return found


class MagentoLayout(FamilyLayout):
    """Simple and configurable products; rows of a store view give texts of its language."""

    name, label = "magento", "Magento"
    signatures = (
        frozenset({"sku", "product_type", "attribute_set_code"}),
        frozenset({"sku", "product_type", "store_view_code"}),
        frozenset({"sku", "product_type", "configurable_variations"}),
        frozenset({"sku", "product_type", "additional_attributes"}),
    )
    columns = {
        "sku": ("sku",),
        "view": ("store_view_code",),
        "kind": ("product_type",),
        "places": ("categories",),
        "title": ("name",),
        "description": ("description",),
        "short": ("short_description",),
        "weight": ("weight",),
        "online": ("product_online",),
        "price": ("price",),
        "cost": ("cost",),
        "slug": ("url_key",),
        "main": ("base_image",),
        "more": ("additional_images",),
        "qty": ("qty",),
        "managed": ("manage_stock",),
        "managed_by_default": ("use_config_manage_stock",),
        "related_skus": ("related_skus",),
        "upsell_skus": ("upsell_skus",),
        "more_attributes": ("additional_attributes",),
        "variations": ("configurable_variations",),
    }
    texts = tuple(
        f"{name}_{code.replace('-', '_')}" for name in ("title", "description") for code in LANGUAGES
    )
    head = (
        "sku", "title", "description", "slug", "published", "new_product_class", "categories", "images",
        "price", "cost", "stock", "related", *texts,
    )  # fmt: skip
    variant = ("sku", "price", "cost", "stock", "images", "published")
    category_separator = "/"

    def reads(self, heading: str) -> bool:
        """Say that the labels of variations are theirs."""
        return heading == "configurable_variation_labels"

    def index(self, rows: Iterator[Numbered]) -> None:
        """Note whose variant each product is, and what kinds of values properties have."""
        self.parent: dict[str, str] = {}
        self.chosen: dict[str, dict[str, str]] = {}
        self.choices: set[str] = set()
        self.lists: set[str] = set()
        self.long: set[str] = set()
        for _number, row in rows:
            if isinstance(row, BadValueError) or self.text(row, "view"):
                continue
            for variation in self.text(row, "variations").split("|"):
                pairs = pairs_of(variation)
                if sku := pairs.pop("sku", ""):
                    self.parent.setdefault(sku, self.text(row, "sku"))
                    self.chosen.setdefault(sku, pairs)
                    self.choices |= pairs.keys()
            for name, value in pairs_of(self.text(row, "more_attributes")).items():
                self.lists |= {name} if "|" in value else set()
                self.long |= {name} if len(value) > LONG else set()

    def key(self, cells: Cells) -> str:
        """Return the SKU of the configurable product, or of the simple one itself."""
        sku = self.text(cells, "sku")
        return self.parent.get(sku, sku) or f"\0{id(cells)}"

    def build(self, family: Family, style: NumberStyle) -> Cells:
        """Make a product of its own row, its variants' and those of the store views."""
        views = defaultdict(list)
        rows: dict[str, tuple[int, Cells]] = {}
        for number, row in family:
            sku = self.text(row, "sku")
            if self.text(row, "view"):
                views[sku].append(row)
            elif sku in rows:
                raise BadValueError(
                    self.column("sku"), _("“%(sku)s” appears twice") % {"sku": sku}, row=number
                )
            else:
                rows[sku] = number, row
        top = self.key(family[0][1])
        if top not in rows:
            raise BadValueError(
                self.column("sku"), _("there is no product “%(sku)s” in the file") % {"sku": top}
            )
        number, first = rows.pop(top)
        kind = self.text(first, "kind") or "simple"
        if kind not in {*ALONE, "configurable"}:
            words = _("a product of the type “%(type)s”") % {"type": kind}
            raise BadValueError(self.column("kind"), refuse("", words).reason, row=number)
        built = self._head(first, views[top], style)
        built["variants"] = [self._variant(row, style, n) for n, row in rows.values()]
        if kind == "configurable":
            is_tracked = any("stock" in variant for variant in built["variants"])
            built["new_product_class"] = "" if is_tracked else UNTRACKED
            for variant in built["variants"]:
                variant.setdefault("stock", 0 if is_tracked else None)
        elif not built["variants"]:
            built |= self.take(first, ("price", "cost")) | self._stock(first, style)
            if "stock" not in built:
                built["new_product_class"] = UNTRACKED
        return built

    def _head(self, row: Cells, views: list[Cells], style: NumberStyle) -> Cells:
        built: dict[str, object] = self.take(row, ("sku", "slug"))
        self.put(built, "title", plain_text(self.text(row, "title")))
        text = self.text(row, "description") or self.text(row, "short")
        self.put(built, "description", paragraphs(text))
        built["published"] = self.text(row, "online") in {"", "1"}
        places = (place.split("/") for place in values.split_list(self.text(row, "places"), ","))
        built["categories"] = [
            "/".join(names[1:] if names[0].casefold() == ROOT else names) for names in places if names != [""]
        ]
        built["images"] = self._pictures(row)
        related = f"{self.text(row, 'related_skus')},{self.text(row, 'upsell_skus')}"
        built["related"] = values.split_list(related, ",")
        for view in views:
            language = self.text(view, "view").replace("_", "-").casefold()
            code = next((code for code in LANGUAGES if language.startswith(code.casefold())), "")
            for name in ("title", "description") if code else ():
                if said := self.text(view, name):
                    built[f"{name}_{code.replace('-', '_')}"] = said
        return self._described(built, row, style)

    def _variant(self, row: Cells, style: NumberStyle, number: int) -> SourceRow:
        built = self.take(row, ("sku", "price", "cost")) | self._stock(row, style)
        built["published"] = self.text(row, "online") in {"", "1"}
        built["images"] = self._pictures(row)
        self._described(built, row, style)
        for name, value in self.chosen.get(self.text(row, "sku"), {}).items():
            self._say(built, name, value, "option")
        return SourceRow(built, number=number)

    def _pictures(self, row: Cells) -> list[str]:
        main = self.text(row, "main")
        more = values.split_list(self.text(row, "more"), ",")
        return [name for name in dict.fromkeys([main, *more]) if name not in {*NOTHING, "no_selection"}]

    def _described(self, built: Cells, row: Cells, style: NumberStyle) -> Cells:
        """Add the properties and the weight, which is taken as kilograms."""
        built.setdefault(GIVEN_NAMES, {})
        for name, value in pairs_of(self.text(row, "more_attributes")).items():
            if value in NOTHING:
                continue
            if name in self.choices and "|" not in value:
                self._say(built, name, value, "option")
            elif name in self.lists:
                listed = f"{name}_list" if name in self.choices else name
                self._say(built, listed, [part for part in value.split("|") if part], "multi_option")
            else:
                self._say(built, name, value, "text" if name in self.long else "option")
        if said := self.text(row, "weight"):
            column = self.column("weight")
            kilograms = values.decimal(style.read(said, column), column)
            self._say(built, "weight", float(kilograms), "float")
            self.put(built, "weight", round(kilograms * 1000) or None)
        return built

    def _say(self, built: Cells, name: str, value: object, kind: str) -> None:
        code = attribute_code(name)
        built[f"attribute.{code}:{kind}"] = value
        built[GIVEN_NAMES][code] = name.replace("_", " ").capitalize()

    def _stock(self, row: Cells, style: NumberStyle) -> Cells:
        said = self.text(row, "qty")
        is_unmanaged = self.text(row, "managed") == "0" and self.text(row, "managed_by_default") == "0"
        if not said or is_unmanaged:
            return {}
        column = self.column("qty")
        return {"stock": max(0, values.integer(style.read(said, column), column))}
