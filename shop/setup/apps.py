"""The `shop_setup` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SetupConfig(AppConfig):
    """The way from an empty installation to a first product that is on sale."""

    name = "shop.setup"
    label = "shop_setup"
    verbose_name = _("The shop")
