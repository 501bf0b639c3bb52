"""The `timeline` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    """What happened to a customer, in order."""

    name = "crm_core.timeline"
    label = "timeline"
    verbose_name = _("Timeline")

    def ready(self) -> None:
        from crm_core.timeline import (
            acting,
            companies,
            consents,
            correspondence,
            customer_subscribers,
            default_kinds,
            erasure,
            export,
            mail_subscribers,
            mail_templates,
            merging,
            open_items,
            panels,
            pickups,
            purchases,
            receivers,
            repairs,
            returns,
            subscribers,
        )
