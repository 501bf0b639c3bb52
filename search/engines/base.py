"""What every engine can do."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from search.engines.explanations import Explanation
from search.types import BuyerContext, ProductDocument, Query, Result


class EngineUnavailableError(Exception):
    """The engine cannot answer now; the question itself was sound."""


class QueryRefusedError(EngineUnavailableError):
    """The engine is well but cannot make sense of this one question."""


class Engine(Protocol):
    """An index of products: written by documents and ids, read by queries.

    `index` and `delete` may be repeated with the same arguments without harm and refuse what is
    older than what they hold. Every method raises `EngineUnavailableError` when the engine's
    server does not answer; nothing is then half done that a repetition would not mend.
    """

    name: str

    def index(self, documents: Iterable[ProductDocument]) -> int:
        """Write documents, replacing older ones of the same products; return how many were sent."""

    def delete(self, product_ids: Collection[int], *, version: int) -> None:
        """Take products out, as of `version`; unknown ids are no error."""

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        """Build the whole index anew from all documents while the old one keeps answering.

        Documents written meanwhile by `index` and `delete` are kept; products that are not among
        `documents` vanish. Returns how many documents the new index was built from.
        """

    def search(self, query: Query) -> Result:
        """Answer a query with one page of hits, the facets and the total."""

    def count(self, query: Query) -> int:
        """Return only how many products a query finds."""

    def similar(self, product_id: int, *, buyer: BuyerContext, limit: int) -> tuple[int, ...]:
        """Return products like this one that the buyer may find, the likest first; none for one not held."""

    def explain(self, query: Query, product_ids: Sequence[int]) -> Mapping[int, Explanation]:
        """Tell of each of these products why the query finds it; what it does not find is left out."""

    def digests(self) -> dict[int, int]:
        """Return the digest of every document held, by product id (see `Document.digest`)."""
