"""Telling that products have changed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from shop.catalogue.events import ProductPublished, ProductsChanged
from shop.catalogue.models import Product
from shop.catalogue.signals import products_placed
from shop.events.services import publish_all

MOST_IN_ONE_EVENT = 500


# What changed inside `batched_announcements`, None outside of it.
_collected: ContextVar[set[int] | None] = ContextVar("announced_products", default=None)


@contextmanager
def batched_announcements() -> Iterator[None]:
    """Open a transaction at whose end each product that changed in it is told of once.

    For writers that save a product and many of its parts, each of which would tell of it. Inside
    another one it is part of that one. What a savepoint inside takes back is told of all the same:
    whoever hears it reads the product as it is.
    """
    if _collected.get() is not None:
        with transaction.atomic():
            yield
        return
    token = _collected.set(set())
    try:
        with transaction.atomic():
            yield
            _publish_changes(_collected.get() or set())
    finally:
        _collected.reset(token)


def announce_products(product_ids: Iterable[int]) -> None:
    """Publish in the caller's transaction that these products changed: now, or with the rest of it.

    Every call publishes, unless it is made inside `batched_announcements`.
    """
    collected = _collected.get()
    if collected is None:
        _publish_changes(set(product_ids))
    else:
        collected.update(product_ids)


def announce_places(product_ids: Iterable[int]) -> None:
    """Tell of products that are new or stand in other categories: at once by signal, and by event.

    Who may see them depends on where they are, so that is written in the caller's transaction.
    """
    ids = list(product_ids)
    products_placed.send(sender=Product, product_ids=ids)
    announce_products(ids)


def _publish_changes(product_ids: set[int]) -> None:
    ids = sorted(product_ids)
    publish_all(
        ProductsChanged(product_ids=ids[start : start + MOST_IN_ONE_EVENT])
        for start in range(0, len(ids), MOST_IN_ONE_EVENT)
    )


def announce_published(product_ids: Iterable[int]) -> None:
    """Publish in the caller's transaction that these products can be seen from now on."""
    ids = sorted(set(product_ids))
    publish_all(
        ProductPublished(product_ids=ids[start : start + MOST_IN_ONE_EVENT])
        for start in range(0, len(ids), MOST_IN_ONE_EVENT)
    )
