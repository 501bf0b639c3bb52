from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from search.engines import breaker
from search.engines.base import EngineUnavailableError, QueryRefusedError
from search.engines.breaker import PAUSE, Fallback, status
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.registry import database_engine, engine_status, get_engine
from search.types import Result
from tests.search.documents import document, query

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Server:
    """An engine that fails as it is told to and counts how often it is asked."""

    name = "server"

    def __init__(self, error=None):
        self.error, self.asked = error, 0

    def search(self, asked):
        self.asked += 1
        if self.error:
            raise self.error
        return Result(product_ids=(), total=0, engine=self.name)


class Spare(Server):
    name = "spare"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def test_a_failing_server_is_left_alone_for_a_while_and_then_tried_by_one(clock):
    server = Server(EngineUnavailableError("no route"))
    fallback = Fallback(server, Spare())

    assert [fallback.search(query()).engine for _ in range(5)] == ["spare"] * 5
    assert server.asked == 1
    assert status("server", otherwise="spare").reason == "no route"

    clock.shift(PAUSE + timedelta(seconds=1))
    fallback.search(query())
    fallback.search(query())
    assert server.asked == 2
    assert status("server", otherwise="spare").since == NOW


def test_a_server_that_is_back_answers_again(clock):
    server = Server(EngineUnavailableError("no route"))
    fallback = Fallback(server, Spare())
    fallback.search(query())
    server.error = None

    clock.shift(PAUSE + timedelta(seconds=1))

    assert fallback.search(query()).engine == "server"
    assert status("server", otherwise="spare").is_well


def test_one_refused_query_does_not_take_the_server_out(clock):
    server = Server(QueryRefusedError("what?"))
    fallback = Fallback(server, Spare())

    assert fallback.search(query()).engine == "spare"
    assert fallback.search(query()).engine == "spare"
    assert server.asked == 2
    assert status("server", otherwise="spare").is_well


@pytest.mark.django_db
def test_without_a_server_at_the_address_the_database_answers(settings):
    database_engine().index([document(1)])
    engine = Fallback(ElasticsearchEngine("http://127.0.0.1:9", prefix="gone"), database_engine())

    result = engine.search(query())

    assert (result.product_ids, result.engine) == ((1,), "database")
    assert engine.count(query()) == 1
    assert breaker.status("elasticsearch", otherwise="database").answering == "database"


def test_the_database_is_the_engine_unless_a_server_is_named(settings):
    assert get_engine() is database_engine()
    assert engine_status().is_well
    settings.KILN_SEARCH_ENGINE = "elasticsearch"
    settings.KILN_ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert get_engine().name == "elasticsearch"
