"""The `order_changes` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderChangesConfig(AppConfig):
    """Changes of a placed order: propose, preview, apply exactly that."""

    name = "shop.order_changes"
    label = "order_changes"
    verbose_name = _("Order changes")
