"""The `partner_portal` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The pages partners log in to; above the other slices, because it shows them all."""

    name = "partners.portal"
    label = "partner_portal"
    verbose_name = _("Partner portal")

    def ready(self) -> None:
        from partners.portal import audiences, cards, digests, erasure, menu
