"""Finding what editors wrote for a category, a product or a property's value."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from content.models import Editorial
from content.queries import content_version
from shop.catalogue.models import Category
from shop.catalogue.options import slug_of

KEPT_SECONDS = 600
NOTHING = 0
Find = Callable[[QuerySet[Editorial]], Editorial | None]


def editorial_of(place: Any, *, language: str) -> Editorial | None:
    """Return the published blocks of a category or product in a language, None without any.

    That there are none is remembered until editors publish something, so that the thousands of
    products without cost no query.
    """
    if place is None or place.pk is None:
        return None
    field = "category" if isinstance(place, Category) else "product"
    return _kept(f"{field}:{place.pk}", language, lambda written: written.filter(**{field: place}).first())


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
    found = find(Editorial.objects.filter(live=True, locale__language_code=language))
    if pk is None:
        cache.set(key, found.pk if found else NOTHING, KEPT_SECONDS)
    return found
