"""What comes in from a customer ends sequences in the transaction that notes it."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from crm_core.consents.models import Consent
from crm_core.sequences.queries import customers_of_subject
from crm_core.sequences.services import replied, stop_for_refusals
from crm_core.timeline.models import TimelineEntry

#: What is an answer where it came in: an e-mail, or what a colleague logged of a conversation.
ANSWERS = frozenset({"mail.received", "mail", "call", "meeting", "letter", "fax"})


@receiver(post_save, sender=TimelineEntry, dispatch_uid="sequences.entry_written")
def on_entry_written(*, instance: TimelineEntry, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Take an incoming mail, call, meeting or letter for an answer."""
    is_incoming = instance.direction == TimelineEntry.Direction.INCOMING
    if created and not raw and is_incoming and instance.kind in ANSWERS:
        replied(instance.customer, at=instance.occurred_at, thread_id=instance.thread_id)


@receiver(post_save, sender=Consent, dispatch_uid="sequences.consent_written")
def on_consent_written(*, instance: Consent, created: bool, raw: bool = False, **kwargs: object) -> None:
    """Stop what its reader does not want any more; many objections at once are told by AddressSuppressed."""
    if created and not raw and instance.action in {Consent.Action.REFUSED, Consent.Action.OBJECTED}:
        stop_for_refusals(customers_of_subject(instance.subject_id))
