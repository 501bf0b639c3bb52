"""The `stock` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StockConfig(AppConfig):
    """Warehouses, what lies in them, and what is promised to whom."""

    name = "shop.stock"
    label = "stock"
    verbose_name = _("Stock")

    def ready(self) -> None:
        """Listen to stock records saved by hand and to what follows; let mails be previewed."""
        from shop.stock import mail, receivers, subscribers
