"""Letting go of what the timeline says of somebody who wants to be forgotten."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from crm_core.customers.models import Customer
from crm_core.timeline.kinds import KINDS
from crm_core.timeline.models import FollowUp, MailThread, TimelineEntry
from shop.mail.models import Mail


@transaction.atomic
def forget_words(customer: Customer) -> int:
    """Delete what people wrote of a customer and to them, with mails and files; return how many entries.

    What tells of their orders stays, as the orders do, without words of its own. Effects in order: mails with
    their entries, entries by staff, words of the others, next steps, threads.
    """
    entries = TimelineEntry.objects.filter(customer=customer)
    Mail.objects.filter(pk__in=entries.exclude(mail=None).values("mail")).delete()
    written = [kind.name for kind in KINDS if kind.is_written or kind.group == "mails"]
    personal = Q(kind__in=written) | Q(kind="identity.conflict") | ~Q(author=None)
    deleted, _rows = entries.filter(personal).delete()
    entries.exclude(title="", text="").update(title="", text="", search_text="")
    FollowUp.objects.filter(customer=customer).delete()
    MailThread.objects.filter(customer=customer).delete()
    return deleted


def delete_identity_entries(customer: Customer) -> int:
    """Delete the entries that tell an address or a number of `customer`; return how many."""
    deleted, _per_model = customer.timeline_entries.filter(kind="identity.conflict").delete()
    return deleted


def delete_entries_telling(keys: Iterable[str]) -> int:
    """Delete the entries, on anybody's record, that tell one of these addresses; return how many.

    These are conflicts of an identifier, and answers that came from there.
    """
    wanted = list(keys)
    conflicts = Q(kind="identity.conflict", data__value__in=wanted)
    told = TimelineEntry.objects.filter(conflicts | Q(kind="mail.received", data__email__in=wanted))
    return told.delete()[0]
