"""The `partner_tiers` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TiersConfig(AppConfig):
    """Partner tiers: levels of the partner programme: criteria, reviews, benefits."""

    name = "partners.tiers"
    label = "partner_tiers"
    verbose_name = _("Partner tiers")

    def ready(self) -> None:
        from partners.tiers import company_permissions, erasure, mail, receivers, subscribers
