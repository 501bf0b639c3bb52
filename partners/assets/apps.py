"""The `partner_assets` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssetsConfig(AppConfig):
    """Partner assets: material for partners, in versions, with their own logo where allowed."""

    name = "partners.assets"
    label = "partner_assets"
    verbose_name = _("Partner assets")

    def ready(self) -> None:
        from partners.assets import company_permissions, digests, erasure, menu, receivers
