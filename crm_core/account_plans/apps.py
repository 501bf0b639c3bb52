"""The `account_plans` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountPlansConfig(AppConfig):
    """What is to be reached with an account in a year, and how far it is."""

    name = "crm_core.account_plans"
    label = "account_plans"
    verbose_name = _("Account plans")

    def ready(self) -> None:
        """Show it on the page of the account; follow merges and erasures."""
        from crm_core.account_plans import access, customer_page, erasure, merging
