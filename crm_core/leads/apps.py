"""The `leads` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """Who might buy: captured, scored, routed, qualified into account, contact and deal."""

    name = "crm_core.leads"
    label = "leads"
    verbose_name = _("Leads")

    def ready(self) -> None:
        from crm_core.leads import (
            customer_page,
            erasure,
            events,
            export,
            figures,
            first_contact,
            imported,
            limits,
            merging,
            receivers,
            search_provider,
            subscribers,
            timeline_kinds,
        )
