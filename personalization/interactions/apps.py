"""The `interactions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    """What visitors view, search and buy, once they agreed."""

    name = "personalization.interactions"
    label = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        from personalization.interactions import (
            erasure,
            export,
            figures,
            leads,
            merging,
            panels,
            receivers,
            sessions,
            subscribers,
        )
