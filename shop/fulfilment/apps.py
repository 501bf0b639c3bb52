"""The `fulfilment` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    """Picking, packing and shipping."""

    name = "shop.fulfilment"
    label = "fulfilment"
    verbose_name = _("Fulfilment")

    def ready(self) -> None:
        """Own what it means that an order goes out."""
        from shop.fulfilment import history
        from shop.fulfilment.services import dispatch
        from shop.order_statuses import DISPATCHED
        from shop.payments.status_changes import register_change

        register_change(DISPATCHED, dispatch)
