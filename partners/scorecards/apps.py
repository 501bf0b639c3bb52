"""The `partner_scorecards` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScorecardsConfig(AppConfig):
    """Scorecards: how a partner does by quarter, what was agreed, who stands where."""

    name = "partners.scorecards"
    label = "partner_scorecards"
    verbose_name = _("Partner scorecards")

    def ready(self) -> None:
        from partners.scorecards import company_permissions, erasure, menu, panels, readings
