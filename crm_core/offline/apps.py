"""The `offline` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfflineConfig(AppConfig):
    """Notes and orders that were written on a phone without a network."""

    name = "crm_core.offline"
    label = "offline"
    verbose_name = _("Offline work")

    def ready(self) -> None:
        from crm_core.offline import erasure, export, merging, panels, receivers
