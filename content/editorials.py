"""Finding what editors wrote for a category or a product."""

from typing import Any

from django.core.cache import cache

from content.models import Editorial
from content.queries import content_version
from shop.catalogue.models import Category

KEPT_SECONDS = 600
NOTHING = 0


def editorial_of(place: Any, *, language: str) -> Editorial | None:
    """Return the published blocks of a category or product in a language, None without any.

    That there are none is remembered until editors publish something, so that the thousands of
    products without cost no query.
    """
    if place is None or place.pk is None:
        return None
    field = "category" if isinstance(place, Category) else "product"
    key = f"content:editorial:{content_version()}:{field}:{place.pk}:{language}"
    pk = cache.get(key)
    if pk == NOTHING:
        return None
    found = Editorial.objects.filter(live=True, locale__language_code=language, **{field: place}).first()
    if pk is None:
        cache.set(key, found.pk if found else NOTHING, KEPT_SECONDS)
    return found
