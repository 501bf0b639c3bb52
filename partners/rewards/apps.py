"""The `partner_rewards` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    """Partner rewards: rebates and SPIFs by rules."""

    name = "partners.rewards"
    label = "partner_rewards"
    verbose_name = _("Partner rewards")

    def ready(self) -> None:
        from partners.rewards import company_permissions, erasure, payouts, portal, subscribers
