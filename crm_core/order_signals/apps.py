"""The `order_signals` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrderSignalsConfig(AppConfig):
    """What an account's orders say: due, less than before, lapsed, back again."""

    name = "crm_core.order_signals"
    label = "order_signals"
    verbose_name = _("Order signals")

    def ready(self) -> None:
        from crm_core.order_signals import (
            attention,
            automation,
            automation_actions,
            columns,
            erasure,
            export,
            mails,
            merging,
            panels,
            receivers,
            shipped_rules,
            subscribers,
        )
