"""The `order_entry` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderEntryConfig(AppConfig):
    """Staff place an order for a customer, at the customer's price."""

    name = "crm_core.order_entry"
    label = "order_entry"
    verbose_name = _("Order entry")

    def ready(self) -> None:
        from crm_core.order_entry import act_as, approvals, deals, erasure, export, merging, panels, ways
