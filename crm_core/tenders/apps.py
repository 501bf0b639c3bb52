"""The `tenders` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TendersConfig(AppConfig):
    """What a buyer needs, bid for in secret until a deadline, and awarded."""

    name = "crm_core.tenders"
    label = "tenders"
    verbose_name = _("Tenders")

    def ready(self) -> None:
        """Load what registers itself."""
        from crm_core.tenders import (
            awarding,
            company_permissions,
            deals,
            erasure,
            mail,
            receivers,
            subscribers,
            timeline,
        )
