"""The picture of a page where somebody posts its address."""

from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from wagtail.images import get_image_model
from wagtail.models import Page

from content.queries import content_version
from shop.catalogue.images import Picture

KEPT_SECONDS = 600


def share_picture(page: Page, *, fresh: bool = False) -> Picture | None:
    """Return the picture chosen for sharing, else that at the page's head, else the first of the body.

    None where there is none.

    Read once per version of the page and then kept, so that a page in demand costs no query
    for it; `fresh` (a preview) reads the page as it stands.
    """
    if fresh or not page.live_revision_id:
        return _find(page)
    key = f"content:share:{content_version()}:{page.live_revision_id}"
    found = cache.get(key)
    if found is None:
        picture = _find(page)
        found = (picture.name, picture.alt) if picture else ("", "")
        cache.set(key, found, KEPT_SECONDS)
    name, alt = found
    return Picture(name=name, alt=alt) if name else None


def first_picture(pages: Iterable[Any]) -> Picture | None:
    """Return the picture of the first page of a list that has one, for the page that lists them.

    No query where the pages were loaded with their `picture`.
    """
    for page in pages:
        if page.picture_id:
            return Picture(name=page.picture.file.name, alt=page.picture_words or page.title)
    return None


def _find(page: Any) -> Picture | None:
    alt, pk = "", page.share_image_id
    if pk is None and getattr(page, "picture_id", None):
        pk, alt = page.picture_id, page.picture_words
    if pk is None:
        pk, alt = _first_image(list(page.body.raw_data))
    image = get_image_model().objects.filter(pk=pk).first() if pk else None
    if image is None:
        return None
    # An image's title is often its file's name, which tells nobody anything.
    return Picture(name=image.file.name, alt=alt or image.description or page.title)


def _first_image(value: object) -> tuple[int | None, str]:
    """Find an image block in the stored form of a body: its picture's id and the words for it."""
    if isinstance(value, dict) and isinstance(value.get("image"), int):
        return value["image"], value.get("alt_text") or ""
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(parts, str) or not hasattr(parts, "__iter__"):
        return None, ""
    found = (_first_image(part) for part in parts)
    return next((each for each in found if each[0]), (None, ""))
