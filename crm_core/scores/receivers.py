"""What scores hear of while a customer's orders are counted."""

from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import figures_refreshed
from crm_core.scores.services import request_rescore


@receiver(figures_refreshed, dispatch_uid="scores.figures_refreshed")
def on_figures_refreshed(*, customer: Customer, **kwargs: object) -> None:
    """Have the scores follow."""
    request_rescore([customer])
