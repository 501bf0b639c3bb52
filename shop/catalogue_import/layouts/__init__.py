"""The exports of other shop programs: how their rows become products, chosen by name or by their headings."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from shop.catalogue_import.layouts.base import Layout, OwnLayout, fold
from shop.catalogue_import.layouts.magento import MagentoLayout
from shop.catalogue_import.layouts.prestashop import PrestaShopLayout
from shop.catalogue_import.layouts.shopify import ShopifyLayout
from shop.catalogue_import.layouts.woocommerce import WooCommerceLayout
from shop.imports.errors import ImportFailedError
from shop.imports.sources import headings_of, kind_of

OWN = OwnLayout(())
LAYOUTS: dict[str, type[Layout]] = {
    kind.name: kind for kind in (OwnLayout, ShopifyLayout, WooCommerceLayout, MagentoLayout, PrestaShopLayout)
}

__all__ = ["LAYOUTS", "OWN", "Layout", "detect", "fold", "layout_of"]


def detect(headings: Iterable[str]) -> type[Layout] | None:
    """Return whose headings these are, None where nobody's. Another program's go before our own."""
    folded = {fold(name) for name in headings}
    return next((kind for kind in reversed(LAYOUTS.values()) if kind.matches(folded)), None)


def layout_of(path: Path, name: str = "", *, encoding: str = "") -> Layout:
    """Return the layout of a file: the one named, or the one that its headings tell.

    Raises ImportFailedError for headings that are not the named program's, or nobody's.
    """
    if kind_of(path) == "jsonl":
        return OWN
    headings = headings_of(path, encoding=encoding)
    found = LAYOUTS[name] if name else detect(headings)
    if found is None:
        raise ImportFailedError(
            _("The headings match no known format: %(headings)s. A file of your own needs a column “sku”.")
            % {"headings": ", ".join(_shown(headings)) or "–"}
        )
    if not found.matches({fold(heading) for heading in headings}):
        raise ImportFailedError(
            _("This is not an export of %(program)s: its headings are %(headings)s.")
            % {"program": found.label, "headings": ", ".join(_shown(headings)) or "–"}
        )
    return found(headings)


def _shown(headings: list[str], most: int = 8) -> Iterator[str]:
    yield from headings[:most]
    if len(headings) > most:
        yield "…"
