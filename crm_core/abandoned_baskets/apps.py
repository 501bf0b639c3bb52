"""The `abandoned_baskets` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AbandonedBasketsConfig(AppConfig):
    """Baskets left behind, the reminder, and the link that brings them back."""

    name = "crm_core.abandoned_baskets"
    label = "abandoned_baskets"
    verbose_name = _("Abandoned baskets")

    def ready(self) -> None:
        from crm_core.abandoned_baskets import (
            automation,
            erasure,
            export,
            filters,
            merging,
            office,
            panels,
            reminders,
            subscribers,
        )
