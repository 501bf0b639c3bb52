"""The `catalogue_promotions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CataloguePromotionsConfig(AppConfig):
    """Promotions that show as a price, with the lowest price of the last 30 days."""

    name = "shop.catalogue_promotions"
    label = "catalogue_promotions"
    verbose_name = _("Sale prices")

    def ready(self) -> None:
        """Listen to prices and promotions."""
        from shop.catalogue_promotions import receivers
