"""Elasticsearch follows the shop; imported where a server is configured.

Called outside of transactions: a server that is slow or silent must hold no lock (on SQLite: not the
only one there is). Writing the same twice does no harm, and what is older is refused by its version.
"""

from search.engines.registry import elasticsearch_engine
from search.services import reindex, reindex_change, reindex_order
from shop.catalogue.events import ProductsChanged
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPlaced

#: An index that is away for hours holds up neither the database's listing nor anybody else.
PARTITION = "search.elasticsearch"


@subscribe(ProductsChanged, partition=PARTITION, in_transaction=False)
def on_products_changed(event: ProductsChanged) -> None:
    """A changed product is listed as it is now, and a removed one no more."""
    reindex(event.product_ids, engine=elasticsearch_engine())


@subscribe(OrderPlaced, partition=PARTITION, in_transaction=False)
def on_order_placed(event: OrderPlaced) -> None:
    """An order takes stock and makes its products more popular."""
    reindex_order(event.order_id, engine=elasticsearch_engine())


@subscribe(OrderCancelled, partition=PARTITION, in_transaction=False)
def on_order_cancelled(event: OrderCancelled) -> None:
    """A cancelled order frees its stock."""
    reindex_order(event.order_id, engine=elasticsearch_engine())


@subscribe(OrderChanged, partition=PARTITION, in_transaction=False)
def on_order_changed(event: OrderChanged) -> None:
    """A changed order takes and frees stock, also of products that it has no more."""
    reindex_change(event.change_id, engine=elasticsearch_engine())
