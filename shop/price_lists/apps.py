"""The `price_lists` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PriceListsConfig(AppConfig):
    """Prices agreed with companies, groups and people."""

    name = "shop.price_lists"
    label = "price_lists"
    verbose_name = _("Price lists")

    def ready(self) -> None:
        """Listen to companies, their people and the lists."""
        from shop.price_lists import receivers
