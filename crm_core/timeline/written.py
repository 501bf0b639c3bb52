"""What staff write into a timeline: a note, a call, a meeting, a letter, a fax, and the step that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.timeline.kinds import kind_of
from crm_core.timeline.models import EntryAttachment, EntryRevision, TimelineEntry
from crm_core.timeline.next_steps import NextStep, plan_next_step, tell_of_entry
from crm_core.timeline.search_text import search_text
from crm_core.timeline.services import record
from shop.user.models import User

# What an edit may change, and what its revision keeps.
EDITED = ("text", "direction", "outcome", "occurred_at")


@dataclass(frozen=True, kw_only=True)
class WrittenEntry:
    """What a colleague logs; the attachments have passed `shop.uploads`."""

    kind: str
    text: str
    occurred_at: datetime
    direction: str = ""
    outcome: str = ""
    attachments: Sequence[UploadedFile] = ()
    next_step: NextStep | None = None


@transaction.atomic
def log_entry(customer: Customer, written: WrittenEntry, *, by: User, key: UUID) -> TimelineEntry:
    """Write what a colleague logs, once per `key` of the form: a second click gets the first's entry.

    Raises ValueError for a kind that nobody writes by hand, StepRefusedError for a next step. Effects in
    order: entry, next step, who listens, files (which a rollback would leave behind).
    """
    if not kind_of(written.kind).is_written:
        raise ValueError(f"Nobody writes entries of the kind {written.kind!r}.")
    source = source_of(key)
    customer = locked_survivor(customer.pk)
    told = TimelineEntry.objects.filter(source=source).first()
    if told is not None:
        return told
    entry = record(
        customer,
        kind=written.kind,
        occurred_at=written.occurred_at,
        source=source,
        text=written.text,
        direction=written.direction,
        outcome=written.outcome,
        author=by,
    )
    if written.next_step is not None:
        plan_next_step(entry.customer, written.next_step, entry=entry, by=by)
    tell_of_entry(entry, by=by)
    attach(entry, written.attachments)
    return entry


def source_of(key: UUID) -> str:
    """Return the source of what a colleague writes with a form of this key."""
    return f"staff:{key}"


def attach(entry: TimelineEntry, uploads: Sequence[UploadedFile]) -> None:
    """Keep files beside an entry."""
    for upload in uploads:
        EntryAttachment.objects.create(entry=entry, file=upload, name=str(upload.name), size=upload.size or 0)


@transaction.atomic
def save_edit(entry: TimelineEntry, *, by: User, uploads: Sequence[UploadedFile] = ()) -> bool:
    """Save what was changed of an entry and keep what it said before; return whether anything was.

    A removed entry stays as it is, also when it was removed at the very moment. Effects in one transaction:
    revision, entry, files.
    """
    held = TimelineEntry.objects.select_for_update().get(pk=entry.pk)
    if held.removed_at is not None or not kind_of(held.kind).is_written:
        return False
    now = timezone.now()
    is_changed = any(getattr(held, name) != getattr(entry, name) for name in EDITED)
    if is_changed:
        before = {name: getattr(held, name) for name in EDITED}
        EntryRevision.objects.create(entry=held, replaced_at=now, replaced_by=by, **before)
        for name in EDITED:
            setattr(held, name, getattr(entry, name))
        held.edited_at = now
        held.search_text = search_text(held.title, held.text, held.data)
        held.save(update_fields=[*EDITED, "edited_at", "search_text"])
        tell_of_entry(held, by=by)
    attach(held, uploads)
    return is_changed or bool(uploads)


@transaction.atomic
def remove_entry(entry: TimelineEntry, *, by: User) -> bool:
    """Take the words and files of what a colleague wrote away for good; return whether this call did.

    The row stays and says who removed what and when. A mail that went out stays in the outbox.
    """
    held = TimelineEntry.objects.select_for_update().get(pk=entry.pk)
    if held.removed_at is not None or not may_be_removed(held):
        return False
    clear_words(TimelineEntry.objects.filter(pk=held.pk))
    TimelineEntry.objects.filter(pk=held.pk).update(
        removed_at=timezone.now(), removed_by=by, pinned_at=None, edited_at=None
    )
    return True


def may_be_removed(entry: TimelineEntry) -> bool:
    """Say whether an entry is one that people write: what the shop tells by itself is nobody's to remove."""
    return kind_of(entry.kind).is_written or entry.kind == "mail.received"


def clear_words(entries: QuerySet[TimelineEntry]) -> None:
    """Take away everything that a person wrote into these entries: words, earlier words, files."""
    numbers = list(entries.values_list("pk", flat=True))
    EntryAttachment.objects.filter(entry__in=numbers).delete()
    EntryRevision.objects.filter(entry__in=numbers).delete()
    TimelineEntry.objects.filter(pk__in=numbers).update(
        title="", text="", search_text="", direction="", outcome="", data={}
    )


def set_pinned(entry: TimelineEntry, *, is_pinned: bool) -> None:
    """Pin an entry above its timeline, or take it down; a removed one is not pinned."""
    entries = TimelineEntry.objects.filter(pk=entry.pk, removed_at=None)
    if is_pinned:
        entries.filter(pinned_at=None).update(pinned_at=timezone.now())
    else:
        entries.exclude(pinned_at=None).update(pinned_at=None)
