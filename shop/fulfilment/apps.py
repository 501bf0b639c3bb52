"""The `fulfilment` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    """Picking, packing and shipping."""

    name = "shop.fulfilment"
    label = "fulfilment"
    verbose_name = _("Fulfilment")
