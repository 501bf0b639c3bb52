"""A search server that takes connections and never answers."""

import time
from importlib import import_module

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.registry import elasticsearch_engine
from search.services import reindex
from shop.breakers import CalledInTransactionError
from shop.events.registry import OUTSIDE_TRANSACTIONS, SUBSCRIBERS
from tests.search.documents import document, query
from tests.shop.factories import ProductFactory
from tests.shop.silent_server import SilentServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def subscribers():
    """Where no server is configured nobody subscribes: what the import adds is taken away again."""
    before = {name: dict(handlers) for name, handlers in SUBSCRIBERS.items()}
    yield import_module("search.subscribers.elasticsearch")
    SUBSCRIBERS.clear()
    SUBSCRIBERS.update(before)


@pytest.fixture
def silent(settings):
    elasticsearch_engine.cache_clear()
    with SilentServer() as server:
        settings.KILN_SEARCH_ENGINE, settings.KILN_ELASTICSEARCH_URL = "elasticsearch", server.base
        yield server
    elasticsearch_engine.cache_clear()


def test_pages_are_answered_by_the_database_after_one_second_and_then_at_once(client, site, silent):
    ProductFactory(title="Blue jug")
    client.get(reverse("catalogue:index"), {"page": 1})  # what a first request imports is not meant here
    silent.connections = 0
    cache.clear()
    for most, connections in ((0.8 + 1.5, 1), (1.5, 1)):
        began = time.monotonic()
        response = client.get(reverse("search:search"), {"q": "jug"})
        assert (response.status_code, silent.connections) == (200, connections)
        assert time.monotonic() - began < most


def test_a_write_fails_soon_and_after_three_of_them_at_once(silent, monkeypatch):
    monkeypatch.setattr("search.engines.elasticsearch.WRITE_SECONDS", 0.3)
    engine = ElasticsearchEngine(silent.base, prefix="kiln_test-silent")
    for _time in range(3):
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            engine.index([document(1)])
        assert time.monotonic() - began < 2
    tried = silent.connections

    with pytest.raises(EngineUnavailableError):
        engine.index([document(1)])
    with pytest.raises(EngineUnavailableError):
        engine.delete([1], version=1)
    assert silent.connections == tried


def test_a_read_that_never_ends_ends():
    with SilentServer(drip=True) as server:
        engine = ElasticsearchEngine(server.base, prefix="kiln_test-silent")
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError):
            engine.search(query())
        assert time.monotonic() - began < 2.5


def test_nothing_is_indexed_inside_a_transaction(silent):
    product = ProductFactory()
    with transaction.atomic(), pytest.raises(CalledInTransactionError):
        reindex([product.pk], engine=elasticsearch_engine())

    assert silent.connections == 0
    assert not connection.needs_rollback


def test_the_event_log_calls_every_subscriber_of_this_server_outside_of_transactions(subscribers):
    names = {f"{subscribers.__name__}.{name}" for name in vars(subscribers) if name.startswith("on_")}

    assert names == {name for name in OUTSIDE_TRANSACTIONS if name.startswith(subscribers.__name__)}
    assert len(names) == 4
