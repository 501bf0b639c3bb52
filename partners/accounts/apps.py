"""The `partner_accounts` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Partner accounts: companies that sell for us."""

    name = "partners.accounts"
    label = "partner_accounts"
    verbose_name = _("Partner accounts")

    def ready(self) -> None:
        from partners.accounts import company_permissions, erasure, export, subscribers
