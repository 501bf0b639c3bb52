"""What pages and menus show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from wagtail.models import Locale

from shop.catalogue.models import Category, Product

MENU_SECONDS = 600


@dataclass(frozen=True)
class MenuLink:
    """An entry of a menu, its address in the reader's language, and what is below it."""

    label: str
    url: str
    links: tuple["MenuLink", ...] = ()


def strip_product_ids(picked: Iterable[Product], category: Category | None, *, limit: int) -> list[int]:
    """List the products of a strip: the picked ones, else the newest public ones of the category.

    Twice `limit` at most come back from a category, so that what this reader may not
    see can be left out without leaving a gap.
    """
    ids = [product.pk for product in picked if product is not None]
    if ids:
        return ids
    newest = Product.objects.browsable().order_by("-date_created", "-pk")
    if category is not None:
        newest = newest.filter(
            categories__path__startswith=category.path, categories__depth__gte=category.depth
        )
    return list(newest.values_list("pk", flat=True).distinct()[: limit * 2])


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
    return tuple(
        MenuLink(
            label=entry.value["link"]["label"],
            url=entry.value["link"].url,
            links=tuple(MenuLink(label=link["label"], url=link.url) for link in entry.value["links"]),
        )
        for entry in menu.entries
    )
