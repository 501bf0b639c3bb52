"""What segments hear of in the transaction of a fact: a row for each customer, no more."""

from collections.abc import Collection

from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import customer_anonymised, facts_changed, figures_refreshed
from crm_core.scores.signals import rescored
from personalization.interactions.signals import interactions_recorded
from personalization.segments.rules import Fact
from personalization.segments.services import forget, touch


@receiver(figures_refreshed, dispatch_uid="segments.figures_refreshed")
def on_figures_refreshed(*, customer: Customer, **kwargs: object) -> None:
    """Orders came, went or moved."""
    touch([customer.pk], Fact.ORDERS)


@receiver(facts_changed, dispatch_uid="segments.facts_changed")
def on_facts_changed(*, customers: Collection[int], **kwargs: object) -> None:
    """Names or keys are others."""
    touch(customers, Fact.PROFILE)


@receiver(rescored, dispatch_uid="segments.rescored")
def on_rescored(*, customers: Collection[int], **kwargs: object) -> None:
    """Scores, stage and next order were computed after an order."""
    touch(customers, Fact.SCORES)


@receiver(interactions_recorded, dispatch_uid="segments.interactions_recorded")
def on_interactions_recorded(*, customers: Collection[int], **kwargs: object) -> None:
    """Somebody who agreed viewed, searched or put something into the basket."""
    touch(customers, Fact.BEHAVIOUR)


@receiver(customer_anonymised, dispatch_uid="segments.customer_anonymised")
def on_customer_anonymised(*, records: Collection[int], **kwargs: object) -> None:
    """Let go of whoever is forgotten."""
    forget(records)
