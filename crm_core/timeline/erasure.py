"""What becomes of a timeline when its customer wants to be forgotten: the facts stay, the words go."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.timeline.kinds import KINDS
from crm_core.timeline.models import EntryAttachment, EntryRevision, MailThread, TimelineEntry
from crm_core.timeline.search_text import search_text
from shop.mail.models import Mail
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, UNRELATED, Eraser, Unrelated
from shop.privacy.erasure.rows import CHUNK, holding, redact_rows
from shop.privacy.erasure.traces import words_of

#: Where an entry may name somebody, and what belongs to entries and may name them, on other records too.
WORDS = ["title", "text", "data"]
BESIDE = (
    (EntryRevision, ["text"]),
    (EntryAttachment, ["name"]),
    (MailThread, ["subject"]),
)


@transaction.atomic
def forget_words(customer: Customer) -> int:
    """Delete what people wrote of a customer and to them, with mails and files; return how many entries.

    What tells of their orders stays, as the orders do, without words of its own. Effects in order: mails with
    their entries, entries by staff, words of the others, threads.
    """
    entries = TimelineEntry.objects.filter(customer=customer)
    Mail.objects.filter(pk__in=entries.exclude(mail=None).values("mail")).delete()
    written = [kind.name for kind in KINDS if kind.is_written or kind.group == "mails"]
    personal = Q(kind__in=written) | Q(kind="identity.conflict") | ~Q(author=None)
    deleted, _rows = entries.filter(personal).delete()
    entries.exclude(title="", text="").update(title="", text="")
    _search_again(entries)
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


def entries_of(person: Person) -> QuerySet[TimelineEntry]:
    """List what is told of the person's records."""
    return TimelineEntry.objects.filter(customer__in=person.customers)


def erase_timeline(person: Person) -> int:
    """Delete what tells a key, and strike the person out of every other entry, on other records too."""
    number = delete_entries_telling([*person.emails, *person.phones])
    number += entries_of(person).filter(kind="identity.conflict").delete()[0]
    number += redact_rows(entries_of(person), WORDS, person)
    _search_again(entries_of(person))
    if words := words_of(person):
        told = list(holding(TimelineEntry.objects.all(), WORDS, words).values_list("pk", flat=True))
        elsewhere = TimelineEntry.objects.filter(pk__in=told)
        number += redact_rows(elsewhere, WORDS, person)
        _search_again(elsewhere)
        for model, fields in BESIDE:
            number += redact_rows(holding(model._default_manager.all(), fields, words), fields, person)
    return number


def _search_again(entries: QuerySet[TimelineEntry]) -> None:
    """Write anew what a search looks in, from what the entries say now."""
    for row in (
        entries.order_by()
        .only("title", "text", "data", "search_text", "removed_at")
        .iterator(chunk_size=CHUNK)
    ):
        found = "" if row.removed_at else search_text(row.title, row.text, row.data)
        if found != row.search_text:
            TimelineEntry.objects.filter(pk=row.pk).update(search_text=found)


ERASERS.register(
    Eraser(
        name="timeline",
        label=_("names and contact data in the timeline"),
        fields=(
            "timeline.TimelineEntry.*",
            "timeline.EntryRevision.*",
            "timeline.EntryAttachment.*",
            "timeline.MailThread.*",
        ),
        erase=erase_timeline,
        count=lambda person: entries_of(person).count(),
    )
)
UNRELATED.register(Unrelated(name="mail templates", fields=("timeline.MailTemplate.*",)))
