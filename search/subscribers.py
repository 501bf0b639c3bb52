"""What the indexes learn from the event log: each engine by its own delivery.

So Elasticsearch's failure is retried by the log and holds up neither the database engine, which
answers meanwhile, nor anybody else.
"""

from collections.abc import Collection

from django.conf import settings

from search.engines.registry import database_engine, elasticsearch_engine
from search.services import reindex
from shop.catalogue.events import ProductsChanged
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderPlaced
from shop.order.models import Line


@subscribe(ProductsChanged)
def database_follows_products(event: ProductsChanged) -> None:
    """A changed product is listed as it is now, and a removed one no more."""
    reindex(event.product_ids, engine=database_engine())


@subscribe(OrderPlaced)
def database_follows_order(event: OrderPlaced) -> None:
    """An order takes stock and makes its products more popular."""
    reindex(_products_of(event.order_id), engine=database_engine())


@subscribe(OrderCancelled)
def database_follows_cancellation(event: OrderCancelled) -> None:
    """A cancelled order frees its stock."""
    reindex(_products_of(event.order_id), engine=database_engine())


def _products_of(order_id: int) -> Collection[int]:
    lines = Line.objects.filter(order=order_id, product__isnull=False)
    return set(lines.values_list("product_id", flat=True))


def elasticsearch_follows_products(event: ProductsChanged) -> None:
    """As for the database engine."""
    reindex(event.product_ids, engine=elasticsearch_engine())


def elasticsearch_follows_order(event: OrderPlaced) -> None:
    """As for the database engine."""
    reindex(_products_of(event.order_id), engine=elasticsearch_engine())


def elasticsearch_follows_cancellation(event: OrderCancelled) -> None:
    """As for the database engine."""
    reindex(_products_of(event.order_id), engine=elasticsearch_engine())


if settings.KILN_ELASTICSEARCH_URL:
    subscribe(ProductsChanged)(elasticsearch_follows_products)
    subscribe(OrderPlaced)(elasticsearch_follows_order)
    subscribe(OrderCancelled)(elasticsearch_follows_cancellation)
