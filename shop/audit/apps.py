"""The `audit` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """The log of what staff saw and did."""

    name = "shop.audit"
    label = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from shop.audit import default_actions, receivers
