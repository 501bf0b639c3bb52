"""The `stock` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    """Warehouses, what lies in them, and what is promised to whom."""

    name = "shop.stock"
    label = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        """Listen to stock records saved by hand."""
        from shop.stock import receivers
