"""The `catalogue_visibility` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueVisibilityConfig(AppConfig):
    """Who may see which products, and whether a stranger sees prices."""

    name = "shop.catalogue_visibility"
    label = "catalogue_visibility"
    verbose_name = _("Catalogue visibility")

    def ready(self) -> None:
        """Listen to the catalogue."""
        from shop.catalogue_visibility import receivers, subscribers
