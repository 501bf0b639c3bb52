"""What the catalogue itself learns from the event log."""

from functools import partial

from django.db import transaction

from shop.catalogue.events import ProductsChanged
from shop.catalogue.tasks import render_pictures
from shop.events.registry import subscribe


@subscribe(ProductsChanged)
def on_products_changed(event: ProductsChanged) -> None:
    """Have new pictures ready before somebody looks; without a broker the first look makes them."""
    transaction.on_commit(partial(render_pictures.delay, event.product_ids), robust=True)
