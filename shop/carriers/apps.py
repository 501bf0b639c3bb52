"""The `carriers` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarriersConfig(AppConfig):
    """Carriers: the interface that a plug-in fills, and the rates that are built in."""

    name = "shop.carriers"
    label = "carriers"
    verbose_name = _("Carriers")
