"""What the catalogue itself learns from the event log."""

from shop.catalogue.events import ProductsChanged
from shop.catalogue.tasks import render_pictures
from shop.events.registry import subscribe
from shop.transactions import after_commit


@subscribe(ProductsChanged)
def on_products_changed(event: ProductsChanged) -> None:
    """Have new pictures ready before somebody looks; without a broker the first look makes them."""
    after_commit(render_pictures.delay, event.product_ids)
