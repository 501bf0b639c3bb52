"""What pages and menus show."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db.models import Subquery
from wagtail.blocks.stream_block import StreamValue
from wagtail.models import Locale

from content.links import addresses_of
from shop.catalogue.models import Category, Product
from shop.catalogue.queries import ProductCard, product_cards
from shop.catalogue.ranges import range_product_ids
from shop.partner.buyers import Buyer

MENU_SECONDS = 600
NEWEST_SECONDS = 60
STRIP = "product_strip"
VERSION_KEY = "content:version"


@dataclass(frozen=True)
class MenuLink:
    """An entry of a menu, its address in the reader's language, and what is below it."""

    label: str
    url: str
    links: tuple["MenuLink", ...] = ()


@dataclass(frozen=True)
class Piece:
    """A block of a page's body: its place, and for a strip its words and the cards of this reader."""

    index: int
    block_type: str
    value: dict[str, Any] | None = None
    cards: tuple[ProductCard, ...] = ()


def pieces_of(body: StreamValue, *, buyer: Buyer) -> list[Piece]:
    """Return the blocks of a body in order, with what its product strips show to this buyer.

    Reads the stored form of the strips, so that no block is loaded to learn which products
    it names; the cards of all strips of a page come from one call, whatever their number.
    """
    wanted: dict[int, list[int]] = {}
    raw = list(body.raw_data)
    for index, block in enumerate(raw):
        if block["type"] == STRIP:
            value = block["value"]
            picked = [item["value"] if isinstance(item, dict) else item for item in value["products"]]
            wanted[index] = picked or _found_by_rule(value)
    ids = [pk for strip in wanted.values() for pk in strip]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer)}
    return [
        Piece(
            index=index,
            block_type=block["type"],
            value=block["value"] if index in wanted else None,
            cards=tuple(cards[pk] for pk in wanted.get(index, ()) if pk in cards)[: _limit(block)],
        )
        for index, block in enumerate(raw)
    ]


def _found_by_rule(value: dict[str, Any]) -> list[int]:
    if range_id := value.get("range"):
        return range_ids(range_id, limit=value["limit"])
    return newest_product_ids(value["category"], limit=value["limit"])


def _limit(block: dict[str, Any]) -> int:
    return block["value"]["limit"] if block["type"] == STRIP else 0


def newest_product_ids(category_id: int | None, *, limit: int) -> list[int]:
    """List the newest public products of a category and of those below it, or of the whole shop.

    Twice `limit` at most, so that what a reader may not see can be left out without
    leaving a gap. Kept in the cache for a minute: what is new may wait that long.
    """
    key = f"content:newest:{category_id}:{limit}"
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
    key = f"content:range:{range_id}:{limit}"
    ids = cache.get(key)
    if ids is None:
        ids = range_product_ids(range_id, limit=limit * 2)
        cache.set(key, ids, NEWEST_SECONDS)
    return ids


def content_version() -> str:
    """Return what changes whenever a page or a menu changes anywhere; part of every key of page fragments."""
    return str(cache.get_or_set(VERSION_KEY, lambda: uuid4().hex, None))


def menu_cache_key(handle: str, language: str) -> str:
    """Name the cache entry of a menu; `receivers` drops it when a page or a menu changes."""
    return f"content:menu:{handle}:{language}"


def menu_links(menu_model: Any, handle: str, *, language: str) -> tuple[MenuLink, ...]:
    """Return a menu's entries in a language, English where that language has no menu of its own.

    Kept in the cache for ten minutes at most.
    """
    key = menu_cache_key(handle, language)
    links = cache.get(key)
    if links is None:
        links = _read_menu(menu_model, handle, language)
        cache.set(key, links, MENU_SECONDS)
    return links


def _read_menu(menu_model: Any, handle: str, language: str) -> tuple[MenuLink, ...]:
    found = {
        menu.locale.language_code: menu
        for menu in menu_model.objects.filter(handle=handle).select_related("locale")
    }
    menu = found.get(language) or found.get(Locale.get_default().language_code)
    if menu is None:
        return ()
    entries = [entry.value for entry in menu.entries]
    given = [link for entry in entries for link in (entry["link"], *entry["links"])]
    made = iter(
        MenuLink(label=link["label"], url=url)
        for link, url in zip(given, addresses_of(given, language=language), strict=True)
    )
    return tuple(
        replace(next(made), links=tuple(next(made) for _link in entry["links"])) for entry in entries
    )
