"""The `payments` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """How an order is paid."""

    name = "shop.payments"
    label = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        """Let orders ask about their money."""
        from shop.payments import history, move_guards, status_changes
