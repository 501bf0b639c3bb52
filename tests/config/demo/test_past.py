"""What the demo's past leaves for Elasticsearch."""

import os
import uuid

import pytest

from config.demo.past import deliver_past, index_past
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.registry import elasticsearch_engine
from shop.catalogue.events import ProductsChanged
from shop.events.models import Delivery, Event
from tests.shop.factories import ProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def waiting():
    """A delivery to Elasticsearch, as a site with a server writes it."""
    product = ProductFactory()
    event = Event.objects.create(name=ProductsChanged.__name__, payload={"product_ids": [product.pk]})
    path = "search.subscribers.elasticsearch.on_products_changed"
    return Delivery.objects.create(event=event, subscriber=path)


@pytest.fixture
def server(settings):
    """Name a server as the site's own: `server("http://...")`."""

    def named(url: str) -> ElasticsearchEngine:
        settings.KILN_ELASTICSEARCH_URL = url
        settings.KILN_SEARCH_INDEX_PREFIX = f"kiln_test-{uuid.uuid4().hex[:12]}"
        elasticsearch_engine.cache_clear()
        return elasticsearch_engine()

    yield named
    elasticsearch_engine.cache_clear()


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state


def test_past_leaves_elasticsearch_to_the_index_that_is_built_once(waiting):
    deliver_past()

    assert (state_of(waiting), waiting.attempts, waiting.error) == ("pending", 0, "")


def test_without_a_server_nothing_is_noted_as_told(waiting, settings):
    settings.KILN_ELASTICSEARCH_URL = ""

    index_past()

    assert state_of(waiting) == "pending"


def test_with_a_server_that_is_away_everything_stays_for_the_worker(waiting, server):
    server("http://127.0.0.1:1")

    index_past()

    assert (state_of(waiting), waiting.attempts) == ("pending", 0)


@pytest.mark.services
def test_index_is_built_once_and_what_waited_is_done(waiting, server):
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        pytest.skip("ELASTICSEARCH_URL names no server")
    engine = server(url)

    index_past()

    assert state_of(waiting) == "done"
    assert len(engine.digests()) == 1
    engine.writer.indices.delete(index=engine._behind(engine.alias))
    engine.reader.close()
