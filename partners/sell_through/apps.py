"""The `sell_through` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SellThroughConfig(AppConfig):
    """Sell-through: partners' reports of stock and sales."""

    name = "partners.sell_through"
    label = "sell_through"
    verbose_name = _("Sell-through")

    def ready(self) -> None:
        from partners.sell_through import company_permissions, erasure, gaps, menu
