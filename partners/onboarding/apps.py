"""The `partner_onboarding` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    """Becoming a partner: asking, and being answered."""

    name = "partners.onboarding"
    label = "partner_onboarding"
    verbose_name = _("Partner onboarding")

    def ready(self) -> None:
        from partners.onboarding import (
            checklist,
            company_permissions,
            erasure,
            figures,
            panels,
            portal_menu,
            subscribers,
            timeline,
        )
