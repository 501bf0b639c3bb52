"""The `customers` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    """The one record of a person or company, whatever they came by."""

    name = "crm_core.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from crm_core.customers import (
            audit_panel,
            bulk,
            default_items,
            default_panels,
            erasure,
            figures,
            log_labels,
            receivers,
            search_provider,
            subscribers,
        )
        from crm_core.customers.access import acting, limits, viewing
        from crm_core.customers.merging import default_rules
