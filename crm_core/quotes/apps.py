"""The `quotes` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotesConfig(AppConfig):
    """Prices asked for and offered, version by version, until they become an order."""

    name = "crm_core.quotes"
    label = "quotes"
    verbose_name = _("Quotes")

    def ready(self) -> None:
        from crm_core.quotes import (
            access,
            activities,
            automation,
            company_permissions,
            erasure,
            export,
            figures,
            merging,
            panels,
            receivers,
            subscribers,
        )
