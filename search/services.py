"""Writing to the indexes."""

from collections.abc import Collection

from search.documents import BATCH, all_documents, browsable_ids, documents_of, now_version
from search.engines.base import Engine
from shop.order.models import Line
from shop.order_changes.models import OrderChange


def reindex(product_ids: Collection[int], *, engine: Engine) -> int:
    """Bring the listings of these products (or their parents) up to date; return how many.

    What is no longer listed is taken out. Reads before it writes and may be repeated or run twice at
    once: the engine refuses what is older. Raises `EngineUnavailableError`.
    """
    ids = sorted(browsable_ids(product_ids))
    for start in range(0, len(ids), BATCH):
        batch, version = ids[start : start + BATCH], now_version()
        documents = documents_of(batch)
        engine.index(documents)
        if gone := set(batch) - {document.product_id for document in documents}:
            engine.delete(gone, version=version)
    return len(ids)


def reindex_order(order_id: int, *, engine: Engine) -> int:
    """Bring the listings of an order's products up to date: their stock and popularity changed."""
    lines = Line.objects.filter(order=order_id, product__isnull=False)
    return reindex(set(lines.values_list("product_id", flat=True)), engine=engine)


def reindex_change(change_id: int, *, engine: Engine) -> int:
    """Bring the listings of the products up to date that an order had before a change, or has after it."""
    change = OrderChange.objects.get(pk=change_id)
    lines = [*change.before["lines"], *change.after["lines"]]
    return reindex({line["product_id"] for line in lines if line["product_id"]}, engine=engine)


def rebuild(engine: Engine) -> int:
    """Build an engine's index anew while the old one answers; return how many products are in it."""
    return engine.rebuild(all_documents())
