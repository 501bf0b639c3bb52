import os
import uuid

import pytest

from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.services import reindex
from tests.search.documents import document, query
from tests.shop.factories import ProductFactory


@pytest.fixture
def away():
    return ElasticsearchEngine("http://127.0.0.1:9", prefix="kiln_test-away")


@pytest.fixture
def prefix():
    if not os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip("ELASTICSEARCH_URL names no server")
    return f"kiln_test-{uuid.uuid4().hex[:12]}"


@pytest.mark.django_db
def test_a_server_that_is_away_fails_a_write_so_that_the_event_log_tries_again(away):
    product = ProductFactory()

    with pytest.raises(EngineUnavailableError):
        reindex([product.pk], engine=away)


@pytest.mark.parametrize(
    "call",
    [
        lambda engine: engine.search(query()),
        lambda engine: engine.count(query()),
        lambda engine: engine.digests(),
        lambda engine: engine.delete([1], version=1),
        lambda engine: engine.rebuild([]),
    ],
)
def test_every_call_says_in_one_way_that_the_server_is_away(away, call):
    with pytest.raises(EngineUnavailableError):
        call(away)


@pytest.mark.services
@pytest.mark.django_db
def test_before_the_first_rebuild_nothing_is_kept_and_nothing_is_answered(prefix):
    engine = ElasticsearchEngine(os.environ["ELASTICSEARCH_URL"], prefix=prefix, refresh=True)

    engine.index([document(1)])

    with pytest.raises(EngineUnavailableError):
        engine.search(query())
    assert not engine.writer.indices.exists(index=engine.alias)
    engine.reader.close()


@pytest.mark.services
@pytest.mark.django_db
def test_a_broken_rebuild_leaves_the_old_index_and_the_next_one_clears_up(prefix):
    engine = ElasticsearchEngine(os.environ["ELASTICSEARCH_URL"], prefix=prefix, refresh=True)
    engine.rebuild([document(1)])

    def broken():
        yield document(2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.rebuild(broken())
    assert engine.search(query()).product_ids == (1,)

    engine.rebuild([document(3)])
    assert engine.search(query()).product_ids == (3,)
    (index,) = engine.writer.indices.get(index=f"{engine.alias}-*")
    engine.writer.indices.delete(index=index)
    engine.reader.close()
