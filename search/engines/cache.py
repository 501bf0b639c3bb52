"""What is the same on every page of a listing, remembered until the index changes.

The cache's keys carry a generation that every write moves on, so that a change shows at once:
a reader that was overtaken by a write stores its answer under a generation nobody asks again.
"""

import hashlib
import time

from django.core.cache import cache

from search.types import Query
from shop.transactions import after_commit

GENERATION = "search:generation"
SECONDS = 300


def invalidate() -> None:
    """Forget all remembered answers once the current transaction has been committed."""
    after_commit(lambda: cache.set(GENERATION, time.time_ns(), None))


def facet_counts_key(query: Query) -> str:
    """Return the key of all that a query's pages share; page and order play no part."""
    return _key(
        "facets",
        _words_of(query),
        sorted((chosen.code, sorted(chosen.values)) for chosen in query.filters),
        (query.price.low, query.price.high) if query.price else None,
        query.available_only,
        query.least_rating,
    )


def interpretation_key(query: Query) -> str:
    """Return the key of how a query's text is understood; what is chosen beside the text plays no part."""
    return _key("words", _words_of(query))


def _words_of(query: Query) -> tuple[object, ...]:
    buyer = query.buyer
    return (
        buyer.language,
        buyer.price_key,
        buyer.audiences,
        query.text,
        query.is_literal,
        query.category_id,
    )


def generation() -> int:
    """Return the generation of the index, another after every write."""
    known: int | None = cache.get(GENERATION)
    if known is None:
        known = time.time_ns()
        cache.add(GENERATION, known, None)
    return known


def _key(kind: str, *asked: object) -> str:
    return f"search:8:{kind}:{generation()}:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
