"""When the search server is away, the database answers and nobody waits for the server."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from search.engines.base import Engine, EngineUnavailableError, QueryRefusedError
from search.engines.explanations import Explanation
from search.types import BuyerContext, ProductDocument, Query, Result

logger = logging.getLogger(__name__)

STATE, PROBE = "search:breaker", "search:breaker:probe"
PAUSE = timedelta(seconds=30)
REMEMBERED_SECONDS = 3600
PROBE_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class EngineStatus:
    """Who should answer, who does, and since when it is not the same.

    `reason` is the last error in the server's own words; empty while all is well.
    """

    configured: str
    answering: str
    reason: str = ""
    since: datetime | None = None

    @property
    def is_well(self) -> bool:
        """Whether the configured engine answers."""
        return self.configured == self.answering


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What is known of an outage; shared by all processes through the cache."""

    reason: str
    since: datetime
    until: datetime


def status(configured: str, *, otherwise: str) -> EngineStatus:
    """Tell what the breaker knows."""
    failure: Failure | None = cache.get(STATE)
    if failure is None or configured == otherwise:
        return EngineStatus(configured=configured, answering=configured)
    return EngineStatus(
        configured=configured, answering=otherwise, reason=failure.reason, since=failure.since
    )


class Fallback:
    """Asks the first engine and, when that does not answer, the second.

    After a failure the first is left alone for `PAUSE`; then one request tries it again while
    the others still go to the second. Writes go to the first only: each index has its own
    subscribers (see `search.subscribers`).
    """

    def __init__(self, first: Engine, second: Engine) -> None:
        self.first, self.second = first, second
        self.name = first.name

    def search(self, query: Query) -> Result:
        """Answer a query by whoever can."""
        return self._ask("search", query)

    def count(self, query: Query) -> int:
        """Count by whoever can."""
        return self._ask("count", query)

    def similar(self, product_id: int, *, buyer: BuyerContext, limit: int) -> tuple[int, ...]:
        """Find what is like a product by whoever can."""
        return self._ask("similar", product_id, buyer=buyer, limit=limit)

    def explain(self, query: Query, product_ids: Sequence[int]) -> Mapping[int, Explanation]:
        """Explain by whoever can."""
        return self._ask("explain", query, product_ids)

    def index(self, documents: Iterable[ProductDocument]) -> int:
        """Write to the first engine."""
        return self.first.index(documents)

    def delete(self, product_ids: Collection[int], *, version: int) -> None:
        """Delete from the first engine."""
        self.first.delete(product_ids, version=version)

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        """Rebuild the first engine."""
        return self.first.rebuild(documents)

    def digests(self) -> dict[int, int]:
        """Ask the first engine."""
        return self.first.digests()

    def _ask(self, method: str, *asked: object, **more: object) -> Any:
        failure: Failure | None = cache.get(STATE)
        if failure is None or self._may_try(failure):
            try:
                answer = getattr(self.first, method)(*asked, **more)
            except QueryRefusedError:
                logger.exception("%s refused a query; %s answers it.", self.name, self.second.name)
            except EngineUnavailableError as error:
                self._note(error, failure)
            else:
                if failure is not None:
                    cache.delete(STATE)
                    logger.warning("Search engine %s answers again.", self.first.name)
                return answer
        return getattr(self.second, method)(*asked, **more)

    @staticmethod
    def _may_try(failure: Failure) -> bool:
        return timezone.now() >= failure.until and cache.add(PROBE, 1, PROBE_SECONDS)

    def _note(self, error: EngineUnavailableError, before: Failure | None) -> None:
        now = timezone.now()
        since = before.since if before else now
        cache.set(STATE, Failure(reason=str(error), since=since, until=now + PAUSE), REMEMBERED_SECONDS)
        logger.warning(
            "Search engine %s does not answer, %s does: %s", self.first.name, self.second.name, error
        )
