"""What becomes of a timeline when its customer wants to be forgotten: the facts stay, the words go."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import delete_entries_telling
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, Eraser
from shop.privacy.erasure.rows import holding, redact_rows
from shop.privacy.erasure.traces import words_of


def entries_of(person: Person) -> QuerySet[TimelineEntry]:
    """List what is told of the person's records."""
    return TimelineEntry.objects.filter(customer__in=person.customers)


def erase_timeline(person: Person) -> int:
    """Delete what tells a key, and strike the person out of every other entry, on other records too."""
    number = delete_entries_telling([*person.emails, *person.phones])
    number += entries_of(person).filter(kind="identity.conflict").delete()[0]
    number += redact_rows(entries_of(person), ["title", "data"], person)
    if words := words_of(person):
        told = holding(TimelineEntry.objects.all(), ["title", "data"], words)
        number += redact_rows(told, ["title", "data"], person)
    return number


ERASERS.register(
    Eraser(
        name="timeline",
        label=_("names and contact data in the timeline"),
        fields=("timeline.TimelineEntry.*",),
        erase=erase_timeline,
        count=lambda person: entries_of(person).count(),
    )
)
