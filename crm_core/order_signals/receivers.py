"""What the signals hear of while a customer's orders are counted: placed, cancelled, moved, merged."""

from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import figures_refreshed
from crm_core.order_signals.services import request_look


@receiver(figures_refreshed, dispatch_uid="order_signals.figures_refreshed")
def on_figures_refreshed(*, customer: Customer, **kwargs: object) -> None:
    """Look at them again."""
    request_look([customer])
