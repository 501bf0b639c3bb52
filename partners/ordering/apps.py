"""The `partner_ordering` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderingConfig(AppConfig):
    """Distributor ordering: scheduled deliveries, shared forecasts."""

    name = "partners.ordering"
    label = "partner_ordering"
    verbose_name = _("Distributor ordering")

    def ready(self) -> None:
        from partners.ordering import company_permissions, erasure, forecasts, mail, menu
