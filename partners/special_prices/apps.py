"""The `special_prices` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialPricesConfig(AppConfig):
    """Special prices: special-price claims matched with sell-through."""

    name = "partners.special_prices"
    label = "special_prices"
    verbose_name = _("Special prices")

    def ready(self) -> None:
        from partners.special_prices import company_permissions, erasure, portal, receivers
