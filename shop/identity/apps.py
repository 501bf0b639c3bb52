"""The `identity` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """The shop's name, sign and addresses."""

    name = "shop.identity"
    verbose_name = _("The shop")

    def ready(self) -> None:
        from shop.identity import receivers
