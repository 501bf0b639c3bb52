"""Finding what editors wrote for a category, a product or a property's value."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from content.models import Editorial
from content.queries import content_version
from shop.catalogue.models import Category
from shop.catalogue.options import slug_of
from shop.configuration.memory import LazyMemory

KEPT_SECONDS = 600
NOTHING = 0
Find = Callable[[QuerySet[Editorial]], Editorial | None]


def _published(language: str) -> QuerySet[Editorial]:
    return Editorial.objects.filter(live=True, locale__language_code=language)


def _read_places() -> frozenset[tuple[str, str, int]]:
    """Read for which categories and products something is published: (language, kind, key). One query."""
    rows = Editorial.objects.filter(live=True).values_list(
        "locale__language_code", "category_id", "product_id"
    )
    return frozenset(
        (language, kind, pk)
        for language, category, product in rows
        for kind, pk in (("category", category), ("product", product))
        if pk
    )


PLACES: LazyMemory[frozenset[tuple[str, str, int]]] = LazyMemory("content:editorial-places", _read_places)


def editorial_of(place: Any, *, language: str) -> Editorial | None:
    """Return the published blocks of a category or product in a language, None without any.

    Which places have some is kept in memory until editors publish something, so that the thousands of
    products without cost no query.
    """
    if place is None or place.pk is None:
        return None
    field = "category" if isinstance(place, Category) else "product"
    if (language, field, place.pk) not in PLACES.get():
        return None
    return _published(language).filter(**{field: place}).first()


def editorial_of_option(code: str, slug: str, *, language: str) -> Editorial | None:
    """Return the published blocks of a value, given as both stand in addresses (`brand`, `nordlicht`).

    That there are none is remembered as for categories and products.
    """

    def find(written: QuerySet[Editorial]) -> Editorial | None:
        of_property = written.filter(option__group__product_attributes__code=code).select_related("option")
        return next((entry for entry in of_property if entry.option and slug_of(entry.option) == slug), None)

    return _kept(f"value:{code}:{slug}", language, find)


def _kept(place: str, language: str, find: Find) -> Editorial | None:
    key = f"content:editorial:{content_version()}:{place}:{language}"
    pk = cache.get(key)
    if pk == NOTHING:
        return None
    found = find(_published(language))
    if pk is None:
        cache.set(key, found.pk if found else NOTHING, KEPT_SECONDS)
    return found
