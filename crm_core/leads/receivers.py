"""What leads hear of while something is written: contacts on the timeline, and orders that change figures."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from crm_core.customers.models import Customer
from crm_core.customers.signals import figures_refreshed
from crm_core.leads.models import ScoreRule
from crm_core.leads.scoring import rescore_of
from crm_core.leads.services import note_contact_with
from crm_core.leads.tasks import rescore_leads
from crm_core.timeline.models import TimelineEntry
from shop.transactions import after_commit

#: What colleagues do to reach somebody, as the timeline tells it; what came in from them does not count.
REACHING = frozenset({"call", "meeting", "visit", "letter", "fax", "mail.sent"})


@receiver(post_save, sender=TimelineEntry, dispatch_uid="leads.entry_written")
def on_entry_written(*, instance: TimelineEntry, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Stop the clock of an open lead by the first outgoing call, mail or meeting that somebody logs."""
    is_outgoing = instance.direction != TimelineEntry.Direction.INCOMING
    if created and not raw and instance.kind in REACHING and is_outgoing and instance.author_id is not None:
        note_contact_with(instance.customer_id, at=instance.occurred_at)


@receiver(figures_refreshed, sender=Customer, dispatch_uid="leads.figures_refreshed")
def on_figures_refreshed(*, customer: Customer, **kwargs: object) -> None:
    """Score an open lead anew by the orders that its customer has now."""
    rescore_of(customer)


@receiver(post_save, sender=ScoreRule, dispatch_uid="leads.rule_saved")
@receiver(post_delete, sender=ScoreRule, dispatch_uid="leads.rule_deleted")
def on_rule_changed(**kwargs: object) -> None:
    """Have a worker score all open leads anew by the rules that hold now."""
    after_commit(rescore_leads.delay)
