"""The `promotions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    """Promotions for marketers: made, approved, simulated, measured."""

    name = "shop.promotions"
    label = "promotions"
    verbose_name = _("Promotions")

    def ready(self) -> None:
        """Listen to offers."""
        from shop.promotions import receivers
