"""Products that changed while a rule was saved: neither of the two writers saw the other's rows."""

from shop.catalogue.events import ProductsChanged
from shop.catalogue_visibility.queries import RULES
from shop.catalogue_visibility.services import refresh_changed
from shop.events.registry import subscribe


@subscribe(ProductsChanged)
def on_products_changed(event: ProductsChanged) -> None:
    """Look again, after the commit, who sees them. May be delivered twice."""
    if RULES.get():
        refresh_changed(event.product_ids)
