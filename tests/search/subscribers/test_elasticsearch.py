import pytest

from search.engines import registry
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch import ElasticsearchEngine
from search.subscribers import elasticsearch as subscribers
from shop.catalogue.events import ProductsChanged
from tests.shop.factories import ProductFactory


@pytest.mark.django_db
def test_a_server_that_is_away_fails_the_delivery_so_that_the_log_tries_again(monkeypatch):
    away = ElasticsearchEngine("http://127.0.0.1:9", prefix="kiln_test-gone")
    monkeypatch.setattr(subscribers, "elasticsearch_engine", lambda: away)
    product = ProductFactory()

    with pytest.raises(EngineUnavailableError):
        subscribers.on_products_changed(ProductsChanged(product_ids=[product.pk]))


def test_the_engine_is_made_once_for_a_process(settings):
    settings.KILN_ELASTICSEARCH_URL = "http://127.0.0.1:9"
    assert registry.elasticsearch_engine() is registry.elasticsearch_engine()
