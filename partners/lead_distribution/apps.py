"""The `lead_distribution` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadDistributionConfig(AppConfig):
    """Lead distribution: leads that are offered to partners."""

    name = "partners.lead_distribution"
    label = "lead_distribution"
    verbose_name = _("Lead distribution")

    def ready(self) -> None:
        from partners.lead_distribution import (
            company_permissions,
            erasure,
            mail,
            menu,
            panels,
            subscribers,
            timeline_kinds,
        )
