"""The `segments` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SegmentsConfig(AppConfig):
    """Customers gathered by rules and by hand, kept up to date as facts happen."""

    name = "personalization.segments"
    label = "segments"
    verbose_name = _("Segments")

    def ready(self) -> None:
        from personalization.segments import (
            automation,
            bulk,
            customer_groups,
            erasure,
            export,
            fields,
            filters,
            measures,
            merging,
            panels,
            receivers,
            subscribers,
            tasks,
        )
