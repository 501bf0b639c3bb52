"""The `purchasing` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurchasingConfig(AppConfig):
    """Buying stock: low levels, purchase orders, goods received."""

    name = "shop.purchasing"
    label = "purchasing"
    verbose_name = _("Purchasing")

    def ready(self) -> None:
        """Enter the mail to vendors."""
        from shop.purchasing import sending
