"""Where Oscar finds our fork of `catalogue`."""

from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    """Oscar's own label and URLs, our package."""

    name = "shop.catalogue"

    def ready(self) -> None:
        """Turn changes into events."""
        super().ready()
        from shop.catalogue import receivers, subscribers
