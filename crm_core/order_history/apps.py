"""The `order_history` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderHistoryConfig(AppConfig):
    """Orders of the past, written as if they had happened here."""

    name = "crm_core.order_history"
    label = "order_history"
    verbose_name = _("Order history")
