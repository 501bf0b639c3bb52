"""What staff write: once, with its earlier words, and removed for good."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.timeline.models import EntryAttachment, EntryRevision, TimelineEntry
from crm_core.timeline.next_steps import NextStep
from crm_core.timeline.written import (
    WrittenEntry,
    log_entry,
    remove_entry,
    save_edit,
    set_pinned,
)
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def call(customer, by, *, key=None, **what):
    written = WrittenEntry(
        **{"kind": "call", "text": "Wants a darker plate", "occurred_at": timezone.now(), **what}
    )
    return log_entry(customer, written, by=by, key=key or uuid4())


def test_a_form_sent_twice_is_one_entry_with_one_next_step(rep):
    customer, key = CustomerFactory(), uuid4()
    step = NextStep(text="Send samples", due_on=timezone.localdate(), assignee=rep)
    file = SimpleUploadedFile("offer.txt", b"20 plates")

    entries = [call(customer, rep, key=key, next_step=step, attachments=[file]) for _click in range(2)]

    assert entries[0] == entries[1] == TimelineEntry.objects.get()
    assert (entries[0].author, entries[0].text) == (rep, "Wants a darker plate")
    assert Activity.objects.get().entry == entries[0]
    assert EntryAttachment.objects.get().name == "offer.txt"


def test_what_the_shop_tells_nobody_writes_by_hand(rep):
    with pytest.raises(ValueError, match="order"):
        call(CustomerFactory(), rep, kind="order.placed")
    assert TimelineEntry.objects.count() == 0


def test_an_edit_keeps_what_was_said_before_and_is_found_by_the_new_words_only(rep):
    entry = call(CustomerFactory(), rep)
    entry.text = "Wants a lighter plate"
    assert save_edit(entry, by=rep)
    assert not save_edit(entry, by=rep)

    held = TimelineEntry.objects.get()
    assert (held.text, "darker" in held.search_text, "lighter" in held.search_text) == (
        "Wants a lighter plate",
        False,
        True,
    )
    assert list(EntryRevision.objects.values_list("text", "replaced_by")) == [
        ("Wants a darker plate", rep.pk)
    ]


def test_a_removed_entry_keeps_no_words_no_earlier_words_and_no_file(rep, django_capture_on_commit_callbacks):
    entry = call(CustomerFactory(), rep, attachments=[SimpleUploadedFile("a.txt", b"secret")])
    path = Path(EntryAttachment.objects.get().file.path)
    entry.text = "Other words"
    save_edit(entry, by=rep)
    assert path.read_bytes() == b"secret"

    with django_capture_on_commit_callbacks(execute=True):
        assert remove_entry(entry, by=rep)
    assert not remove_entry(entry, by=rep)

    held = TimelineEntry.objects.get()
    assert (held.text, held.search_text, held.removed_by) == ("", "", rep)
    assert (EntryRevision.objects.count(), EntryAttachment.objects.count(), path.exists()) == (0, 0, False)
    entry.text = "Back again"
    assert not save_edit(entry, by=rep)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimelineEntry.objects.update(text="Back again")


def test_what_the_shop_told_is_neither_edited_nor_removed(rep):
    entry = call(CustomerFactory(), rep)
    TimelineEntry.objects.update(kind="order.placed")
    entry.text = "Never happened"

    assert not save_edit(entry, by=rep)
    assert not remove_entry(entry, by=rep)
    assert TimelineEntry.objects.get().text == "Wants a darker plate"


def test_pinned_and_taken_down(rep):
    entry = call(CustomerFactory(), rep)
    for is_pinned in (True, True, False):
        set_pinned(entry, is_pinned=is_pinned)
        assert bool(TimelineEntry.objects.get().pinned_at) is is_pinned
