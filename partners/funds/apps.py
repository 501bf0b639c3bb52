"""The `partner_funds` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    """Market development funds: budgets, allocations, requests, claims."""

    name = "partners.funds"
    label = "partner_funds"
    verbose_name = _("Market development funds")

    def ready(self) -> None:
        from partners.funds import company_permissions, erasure, mail, receivers, subscribers
