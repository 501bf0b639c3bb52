"""Letting go of what rules did for somebody who is forgotten: runs, their logs, what was looked at."""

from collections.abc import Collection

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from crm_core.automation.models import DryRunMatch, RuleMiss, RuleRun, RunVoucher
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated


@receiver(customer_anonymised, dispatch_uid="automation.customer_anonymised")
def forget_runs(*, records: Collection[int], **kwargs: object) -> None:
    """End and delete what rules are at or did for these records, whoever ends them."""
    forget(records)


def forget(records: Collection[int]) -> int:
    """Delete runs with their logs, and what was looked at and not done; return how much."""
    models = (RuleRun, RuleMiss, DryRunMatch, RunVoucher)
    return sum(model._default_manager.filter(customer__in=records).delete()[0] for model in models)


def erase_runs(person: Person) -> int:
    """Delete what rules did for the person's records."""
    return forget(trees.tree_ids(*person.customers)) if person.customers else 0


ERASERS.register(
    Eraser(
        name="automation",
        label=_("what rules did for the customer"),
        fields=(
            "automation.RuleRun.*",
            "automation.StepLog.*",
            "automation.RuleMiss.*",
            "automation.DryRunMatch.*",
            "automation.RunVoucher.*",
        ),
        erase=erase_runs,
    )
)
UNRELATED.register(
    Unrelated(
        name="rules",
        fields=(
            "automation.Rule.*",
            "automation.RuleVersion.*",
            "automation.ScheduledPass.*",
            "automation.WebhookEndpoint.*",
            "automation.DryRun.*",
        ),
    )
)
