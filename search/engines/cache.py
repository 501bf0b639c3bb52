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
    generation = cache.get(GENERATION)
    if generation is None:
        generation = time.time_ns()
        cache.add(GENERATION, generation, None)
    asked = (
        query.buyer.language,
        query.buyer.price_key,
        sorted(query.buyer.audiences),
        query.text,
        query.category_id,
        sorted((chosen.code, sorted(chosen.values)) for chosen in query.filters),
        (query.price.low, query.price.high) if query.price else None,
        query.available_only,
        query.least_rating,
    )
    return f"search:2:{generation}:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
