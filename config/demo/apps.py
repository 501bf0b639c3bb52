"""The `demo` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The demo business."""

    name = "config.demo"
    label = "demo"
    verbose_name = _("Demo")

    def ready(self) -> None:
        """Tell the reasons of what its representatives have to do."""
        from config.demo import reasons
