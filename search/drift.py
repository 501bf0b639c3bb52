"""Whether an index says what the shop says."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.documents import all_documents
from search.engines.base import Engine


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How an index differs from the shop, as product ids."""

    documents: int
    missing: frozenset[int]
    stale: frozenset[int]
    left_over: frozenset[int]

    @property
    def product_ids(self) -> list[int]:
        """All products that differ."""
        return sorted(self.missing | self.stale | self.left_over)


def drift_of(engine: Engine) -> Drift:
    """Compare every listed product with what an engine holds; reads both whole.

    A product that changes meanwhile may show as stale: to index it once more does no harm.
    Raises `EngineUnavailableError`.
    """
    held = engine.digests()
    documents = len(held)
    missing, stale = set(), set()
    for product_id, digest in _digests():
        known = held.pop(product_id, None)
        if known is None:
            missing.add(product_id)
        elif known != digest:
            stale.add(product_id)
    return Drift(
        documents=documents,
        missing=frozenset(missing),
        stale=frozenset(stale),
        left_over=frozenset(held),
    )


def _digests() -> Iterator[tuple[int, int]]:
    return ((document.product_id, document.digest) for document in all_documents())
