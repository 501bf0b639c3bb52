"""The `shop_setup` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SetupConfig(AppConfig):
    """The shop's name and sign, and the way to a first product."""

    name = "shop.setup"
    label = "shop_setup"
    verbose_name = _("The shop")

    def ready(self) -> None:
        from shop.setup import receivers
