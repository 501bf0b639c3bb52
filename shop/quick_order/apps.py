"""The `quick_order` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuickOrderConfig(AppConfig):
    """Many products at once, by number, file or matrix."""

    name = "shop.quick_order"
    label = "quick_order"
    verbose_name = _("Quick order")
