"""The `order_holds` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderHoldsConfig(AppConfig):
    """Holding an order back, and the queue of those held."""

    name = "shop.order_holds"
    label = "order_holds"
    verbose_name = _("Order holds")

    def ready(self) -> None:
        """Let moves of orders ask about holds."""
        from shop.order_holds import move_guards
