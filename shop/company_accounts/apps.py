"""The `company_accounts` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompanyAccountsConfig(AppConfig):
    """What a company's people arrange themselves, and how a company becomes one of ours."""

    name = "shop.company_accounts"
    label = "company_accounts"
    verbose_name = _("Company accounts")

    def ready(self) -> None:
        """Load what registers itself."""
        from shop.company_accounts import menu as company_menu, receivers
        from shop.company_accounts.registration import figures, mail, menu, subscribers
        from shop.company_accounts.representatives import (
            mail as representative_mail,
            subscribers as representative_subscribers,
        )

        """Put the pages into the menu of the account, and watch over who orders."""
        from shop.company_accounts import menu, orders_guard
