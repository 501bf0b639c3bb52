"""The `commissions` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommissionsConfig(AppConfig):
    """What a partner earns, from which order."""

    name = "partners.commissions"
    label = "commissions"
    verbose_name = _("Commissions")

    def ready(self) -> None:
        from partners.commissions import change_effects, figures, panels, rep_shares, subscribers
