"""Where Oscar finds our fork of `catalogue`."""

from django.utils.module_loading import import_string
from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.catalogue"

    def ready(self) -> None:
        """Name the views of the pages; turn changes into events."""
        super().ready()
        # By path, as in a URL conf: the pages stand in slices above this one.
        self.detail_view = import_string("shop.storefront.views.ProductDetailView")
        self.catalogue_view = import_string("search.views.CatalogueView")
        self.category_view = import_string("search.views.ProductCategoryView")
        from shop.catalogue import categories, receivers, subscribers
