"""The `configuration` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigurationConfig(AppConfig):
    """The settings that staff change in the back office."""

    name = "shop.configuration"
    verbose_name = _("Settings")

    def ready(self) -> None:
        """Read again what is saved."""
        from shop.configuration import receivers
