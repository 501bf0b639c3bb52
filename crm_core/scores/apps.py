"""The `scores` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoresConfig(AppConfig):
    """How a customer buys: rhythm, value, prospects, stage."""

    name = "crm_core.scores"
    label = "scores"
    verbose_name = _("Customer scores")

    def ready(self) -> None:
        from crm_core.scores import columns, erasure, export, figures, merging, panels, receivers, subscribers
