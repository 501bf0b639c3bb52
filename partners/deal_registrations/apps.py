"""The `deal_registrations` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealRegistrationsConfig(AppConfig):
    """Deal registrations: deals that partners register, conflicts, protection."""

    name = "partners.deal_registrations"
    label = "deal_registrations"
    verbose_name = _("Deal registrations")
