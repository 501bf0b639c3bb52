"""Telling that products have changed."""

from collections.abc import Iterable

from django.db import DEFAULT_DB_ALIAS, transaction

from shop.catalogue.events import ProductPublished, ProductsChanged
from shop.events.services import publish_all

MOST_IN_ONE_EVENT = 500


class _Told:
    """The products already told of in a transaction; a callback, so that it shares the savepoint's fate."""

    def __init__(self) -> None:
        self.ids: set[int] = set()
        self.is_over = False

    def __call__(self) -> None:
        """Be over at commit: what changes from now on is news again."""
        self.is_over = True


def announce_products(product_ids: Iterable[int]) -> None:
    """Publish in the caller's transaction that these products changed, each once a transaction.

    Outside a transaction every call publishes. A savepoint that is rolled back takes its
    events and the memory of them along, so that the next change is told again.
    """
    told = _told()
    news = sorted(set(product_ids) - told.ids)
    told.ids.update(news)
    publish_all(
        ProductsChanged(product_ids=news[start : start + MOST_IN_ONE_EVENT])
        for start in range(0, len(news), MOST_IN_ONE_EVENT)
    )


def _told() -> _Told:
    """Return the current savepoint's memory, kept among the callbacks that share its fate."""
    connection = transaction.get_connection(DEFAULT_DB_ALIAS)
    told = _Told()
    if connection.in_atomic_block:
        here = set(connection.savepoint_ids)
        for savepoints, callback, _robust in connection.run_on_commit:
            if isinstance(callback, _Told) and savepoints == here and not callback.is_over:
                return callback
        transaction.on_commit(told)
    return told


def announce_published(product_ids: Iterable[int]) -> None:
    """Publish in the caller's transaction that these products can be seen from now on."""
    ids = sorted(set(product_ids))
    publish_all(
        ProductPublished(product_ids=ids[start : start + MOST_IN_ONE_EVENT])
        for start in range(0, len(ids), MOST_IN_ONE_EVENT)
    )
