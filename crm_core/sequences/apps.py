"""The `sequences` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SequencesConfig(AppConfig):
    """Series of mails and activities that stop when their reason ends."""

    name = "crm_core.sequences"
    label = "sequences"
    verbose_name = _("Sequences")

    def ready(self) -> None:
        from crm_core.sequences import (
            automation,
            bulk,
            erasure,
            export,
            merging,
            panels,
            purposes,
            reasons,
            receivers,
            subscribers,
        )
