"""The `tax` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TaxConfig(AppConfig):
    """Rates, markets, VAT ids."""

    name = "shop.tax"
    label = "tax"
    verbose_name = _("Tax")

    def ready(self) -> None:
        """Connect what keeps the rates in memory fresh."""
        from shop.tax import receivers
