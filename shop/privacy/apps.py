"""The `privacy` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Preferences, a copy of one's data, and the end of an account."""

    name = "shop.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from shop.privacy import aftersales, company_purchases, exporters, subscribers
        from shop.privacy.erasure import (
            company_rules,
            credit_rules,
            declared,
            default_delays,
            list_rules,
            receivable_rules,
            registration_rules,
            shop_rules,
            traces,
        )
