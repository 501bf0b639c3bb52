"""The `company_accounts` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompanyAccountsConfig(AppConfig):
    """What a company's people arrange themselves, and how a company becomes one of ours."""

    name = "shop.company_accounts"
    label = "company_accounts"
    verbose_name = _("Company accounts")

    def ready(self) -> None:
        """Load what registers itself: pages of the menu, guards, mails, figures."""
        from shop.company_accounts import menu, orders_guard, receivers
        from shop.company_accounts.registration import (
            figures,
            mail,
            menu as registration_menu,
            subscribers,
        )
        from shop.company_accounts.representatives import (
            mail as representative_mail,
            subscribers as representative_subscribers,
        )
