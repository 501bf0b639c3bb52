"""Which engine answers."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from search.engines.base import Engine
from search.engines.breaker import EngineStatus, Fallback, status
from search.engines.database import DatabaseEngine

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

ELASTICSEARCH = "elasticsearch"


@cache
def database_engine() -> DatabaseEngine:
    """Return the engine that is always there."""
    return DatabaseEngine()


@cache
def elasticsearch_engine() -> "ElasticsearchEngine":
    """Return the engine on the server of `ELASTICSEARCH_URL`."""
    from search.engines.elasticsearch import ElasticsearchEngine  # noqa: PLC0415 - 12 MB, for sites that have one

    return ElasticsearchEngine(settings.KILN_ELASTICSEARCH_URL, prefix=settings.KILN_SEARCH_INDEX_PREFIX)


def get_engine() -> Engine:
    """Return the engine that listings ask: Elasticsearch with the database behind it, or the database."""
    if settings.KILN_SEARCH_ENGINE == ELASTICSEARCH:
        return Fallback(elasticsearch_engine(), database_engine())
    return database_engine()


def engines() -> Mapping[str, Engine]:
    """Return every engine whose index this site keeps, by name."""
    kept: dict[str, Engine] = {DatabaseEngine.name: database_engine()}
    if settings.KILN_ELASTICSEARCH_URL:
        kept[ELASTICSEARCH] = elasticsearch_engine()
    return kept


def engine_status() -> EngineStatus:
    """Tell which engine answers now, and why when it is not the configured one."""
    return status(settings.KILN_SEARCH_ENGINE, otherwise=DatabaseEngine.name)
