"""The `partner_locator` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocatorConfig(AppConfig):
    """Partner locator: partners as customers find them, and what these ask them."""

    name = "partners.locator"
    label = "partner_locator"
    verbose_name = _("Partner locator")

    def ready(self) -> None:
        from partners.locator import (
            audit,
            company_permissions,
            erasure,
            kinds,
            mail,
            menu,
            receivers,
            subscribers,
        )
