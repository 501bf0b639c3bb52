"""What somebody wrote into forms, as a part of a copy of their data."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from content.models import FormEntry
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.rows import by_address
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def form_entries(user: User) -> Iterator[dict[str, object]]:
    """Each entry written while logged in, or under an address that the account's owner confirmed."""
    theirs = Q(user=user) | Q(user=None, email__in=confirmed_addresses(user))
    yield from _entries(FormEntry.objects.filter(theirs))


def entries_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each entry written under an address that is theirs."""
    yield from _entries(by_address(FormEntry, "email", person))


def _entries(rows: QuerySet[FormEntry]) -> Iterator[dict[str, object]]:
    for entry in (
        rows.select_related("form").prefetch_related("replies").order_by("pk").iterator(chunk_size=500)
    ):
        yield {
            "form": entry.form.title,
            "sent_at": entry.sent_at,
            "answers": dict(entry.told),
            "agreed_to": entry.consent_text,
            "replies": [reply.text for reply in entry.replies.all()],
        }


EXPORTERS.register(Exporter(name="form_entries", read=form_entries, read_person=entries_of_person))
