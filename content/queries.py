"""What pages and menus show."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Subquery
from wagtail.blocks.stream_block import StreamValue

from content.links import Destination, urls_of
from shop.catalogue.models import Category, Product
from shop.configuration.memory import LazyMemory, pages_version, shared_version
from shop.offer.ranges import range_product_ids
from shop.storefront.card_loader import ProductCardLoader
from shop.storefront.cards import ProductCard

NEWEST_SECONDS = 60
STRIP = "product_strip"
#: The menus of a language by their handle.
MENUS: "dict[str, LazyMemory[dict[str, tuple[MenuLink, ...]]]]" = {}


@dataclass(frozen=True)
class MenuLink:
    """An entry of a menu, its address in the reader's language, and what is below it."""

    label: str
    url: str
    links: tuple["MenuLink", ...] = ()
    category_id: int | None = None


@dataclass(frozen=True)
class BodyBlockContent:
    """A block of a page's body: its place, and for a strip its words and where its cards come from."""

    index: int
    block_type: str
    value: dict[str, Any] | None = None
    loader: ProductCardLoader | None = None
    product_ids: tuple[int, ...] = ()

    @property
    def cards(self) -> list[ProductCard]:
        """Return the strip's cards as this reader sees them; of other blocks none."""
        if self.loader is None or self.value is None:
            return []
        return self.loader.cards(self.product_ids)[: self.value["limit"]]


def body_blocks(body: StreamValue, *, loader: ProductCardLoader) -> list[BodyBlockContent]:
    """Return the blocks of a body in order, with what its product strips show to the loader's buyer.

    Reads the stored form of the strips, so that no block is loaded to learn which products
    it names; the cards of all strips come from the loader in one call, whatever their number.
    """
    wanted: dict[int, list[int]] = {}
    raw = list(body.raw_data)
    for index, block in enumerate(raw):
        if block["type"] == STRIP:
            value = block["value"]
            picked = [item["value"] if isinstance(item, dict) else item for item in value["products"]]
            wanted[index] = picked or _found_by_rule(value)
            loader.prefetch(wanted[index])
    return [
        BodyBlockContent(
            index=index,
            block_type=block["type"],
            value=block["value"] if index in wanted else None,
            loader=loader,
            product_ids=tuple(wanted.get(index, ())),
        )
        for index, block in enumerate(raw)
    ]


def _found_by_rule(value: dict[str, Any]) -> list[int]:
    if range_id := value.get("range"):
        return range_ids(range_id, limit=value["limit"])
    return newest_product_ids(value["category"], limit=value["limit"])


def newest_product_ids(category_id: int | None, *, limit: int) -> list[int]:
    """List the newest public products of a category and of those below it, or of the whole shop.

    Twice `limit` at most, so that what a reader may not see can be left out without
    leaving a gap. Kept in the cache until something that pages show is written.
    """
    key = f"content:newest:{pages_version()}:{category_id}:{limit}"
    ids = cache.get(key)
    if ids is None:
        newest = Product.objects.browsable().order_by("-date_created", "-pk")
        if category_id is not None:
            category = Category.objects.filter(pk=category_id)
            newest = newest.filter(
                categories__path__startswith=Subquery(category.values("path")[:1]),
            )
        ids = list(newest.values_list("pk", flat=True).distinct()[: limit * 2])
        cache.set(key, ids, NEWEST_SECONDS)
    return ids


def range_ids(range_id: int, *, limit: int) -> list[int]:
    """List the products of a range, as `newest_product_ids` lists those of a category."""
    key = f"content:range:{pages_version()}:{range_id}:{limit}"
    ids = cache.get(key)
    if ids is None:
        ids = range_product_ids(range_id, limit=limit * 2)
        cache.set(key, ids, NEWEST_SECONDS)
    return ids


def content_version() -> str:
    """Return what changes whenever a page or a menu changes anywhere; part of every key of page fragments."""
    return shared_version()


def menu_links(menu_model: object, handle: str, *, language: str) -> tuple[MenuLink, ...]:
    """Return a menu's entries in a language, English where that language has no menu of its own.

    Kept in memory until a page, a menu or a category changes. A page shows every menu, so what is not there
    is read for all of them at once: four queries at most, however many menus and entries there are.
    """
    if language not in MENUS:
        read = partial(_read_menus, menu_model, language)
        MENUS[language] = LazyMemory(f"content:menus:2:{language}", read)
    return MENUS[language].get()[handle]


def _read_menus(menu_model: Any, language: str) -> dict[str, tuple[MenuLink, ...]]:
    """Read every menu in its stored form, so that no page and no category is loaded for itself."""
    written = menu_model.objects.filter(locale__language_code__in={language, settings.LANGUAGE_CODE})
    found: dict[str, Any] = {}
    for menu in written.select_related("locale"):
        if menu.handle not in found or menu.locale.language_code == language:
            found[menu.handle] = menu
    entries = {
        handle: [(entry["value"]["link"], _items(entry["value"]["links"])) for entry in menu.entries.raw_data]
        for handle, menu in found.items()
    }
    given = [link for menu in entries.values() for first, below in menu for link in (first, *below)]
    addresses = urls_of([Destination.stored(link) for link in given], language=language)
    made = iter(
        MenuLink(label=link["label"], url=url, category_id=Destination.stored(link).category)
        for link, url in zip(given, addresses, strict=True)
    )
    menus = {
        handle: tuple(
            replace(next(made), links=tuple(next(made) for _link in below)) for _first, below in menu
        )
        for handle, menu in entries.items()
    }
    return {handle: menus.get(handle, ()) for handle in menu_model.Handle.values}


def _items(stored: list[dict[str, Any]]) -> list[dict[str, object]]:
    """Return the values of a stored list, which newer versions of Wagtail wrap one by one."""
    return [item.get("value", item) for item in stored]
