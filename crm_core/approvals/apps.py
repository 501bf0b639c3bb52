"""The `approvals` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    """Questions that somebody else has to answer before a thing happens."""

    name = "crm_core.approvals"
    label = "approvals"
    verbose_name = _("Approvals")

    def ready(self) -> None:
        from crm_core.approvals import (
            audit,
            automation,
            cover,
            erasure,
            figures,
            mail,
            merging,
            panels,
            subscribers,
            timeline,
        )
