"""The database engine follows the shop."""

from search.engines.registry import database_engine
from search.services import reindex, reindex_change, reindex_order
from shop.catalogue.events import ProductsChanged
from shop.events.registry import subscribe
from shop.order.events import OrderCancelled, OrderChanged, OrderPlaced


@subscribe(ProductsChanged)
def on_products_changed(event: ProductsChanged) -> None:
    """A changed product is listed as it is now, and a removed one no more."""
    reindex(event.product_ids, engine=database_engine())


@subscribe(OrderPlaced)
def on_order_placed(event: OrderPlaced) -> None:
    """An order takes stock and makes its products more popular."""
    reindex_order(event.order_id, engine=database_engine())


@subscribe(OrderCancelled)
def on_order_cancelled(event: OrderCancelled) -> None:
    """A cancelled order frees its stock."""
    reindex_order(event.order_id, engine=database_engine())


@subscribe(OrderChanged)
def on_order_changed(event: OrderChanged) -> None:
    """A changed order takes and frees stock, also of products that it has no more."""
    reindex_change(event.change_id, engine=database_engine())
