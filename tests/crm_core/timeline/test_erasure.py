"""Who is forgotten leaves no word, no file and no mail in a timeline; what tells of orders stays."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.customers.erasure import anonymise_customer
from crm_core.customers.services import identify
from crm_core.timeline.correspondence import WrittenMail, send_mail
from crm_core.timeline.export import conversations
from crm_core.timeline.models import EntryAttachment, EntryRevision, MailThread, TimelineEntry
from crm_core.timeline.next_steps import NextStep
from crm_core.timeline.services import record
from crm_core.timeline.written import WrittenEntry, log_entry
from shop.mail.models import Mail, MailAttachment
from tests.crm_core.erasing import erase_addresses
from tests.crm_core.factories import CustomerFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def talk_with(customer, by):
    """A call with a file and a next step, a mail with a file, an order and a note of the shop's own."""
    file = SimpleUploadedFile("plan.txt", b"Mei's kitchen")
    step = NextStep(text="Call Mei", due_on=timezone.localdate(), assignee=by)
    log_entry(
        customer,
        WrittenEntry(
            kind="call", text="Mei called", occurred_at=timezone.now(), attachments=[file], next_step=step
        ),
        by=by,
        key=uuid4(),
    )
    words = WrittenMail(
        to=customer.email,
        subject="Dear Mei",
        text="Your plates, Mei",
        language="en",
        attachments=[SimpleUploadedFile("offer.txt", b"for Mei")],
    )
    send_mail(customer, words, by=by, key=uuid4())
    told = {"number": "K-1", "total": "1.00", "currency": "EUR", "lines": []}
    record(customer, kind="order.placed", occurred_at=timezone.now(), source="order:1", data=told)
    return [Path(row.file.path) for row in (EntryAttachment.objects.get(), MailAttachment.objects.get())]


def assert_forgotten(paths):
    assert list(TimelineEntry.objects.values_list("kind", flat=True)) == ["order.placed"]
    assert [
        model.objects.count() for model in (EntryAttachment, MailAttachment, Mail, MailThread, Activity)
    ] == [0] * 5
    assert [path.exists() for path in paths] == [False, False]


def test_of_an_account_that_has_ended(rep, django_capture_on_commit_callbacks):
    user = UserFactory(email="mei@example.com")
    paths = talk_with(identify(user=user), rep)
    assert [path.exists() for path in paths] == [True, True]

    with django_capture_on_commit_callbacks(execute=True):
        anonymise_customer(user_id=user.pk, email_confirmed=True)

    assert_forgotten(paths)


def test_of_a_guest(rep, django_capture_on_commit_callbacks):
    paths = talk_with(identify(email="mei@example.com", name="Mei"), rep)

    with django_capture_on_commit_callbacks(execute=True):
        erase_addresses("mei@example.com")

    assert_forgotten(paths)


def test_a_copy_holds_what_was_said_and_written_with_its_files(rep):
    customer = identify(email="mei@example.com", name="Mei")
    talk_with(customer, rep)

    assert [(row["kind"], row["text"].strip(), row["files"]) for row in conversations(customer)] == [
        ("call", "Mei called", ["plan.txt"]),
        ("mail.sent", "Your plates, Mei", ["offer.txt"]),
    ]


def test_what_others_timelines_say_of_them_goes_too(rep):
    mei = identify(email="mei@example.com", name="Mei Li")
    told = {"number": "K-1", "name": "Mei Li"}
    record(mei, kind="order.placed", occurred_at=timezone.now(), source="order:1", data=told)
    firm = CustomerFactory(kind="company", name="Agency", email="")
    step = NextStep(text="Ask mei@example.com", due_on=timezone.localdate(), assignee=rep)
    words = WrittenEntry(
        kind="note", text="Write to mei@example.com", occurred_at=timezone.now(), next_step=step
    )
    note = log_entry(firm, words, by=rep, key=uuid4())
    EntryRevision.objects.create(
        entry=note, text="mei@example.com?", occurred_at=note.occurred_at, replaced_at=note.occurred_at
    )

    erase_addresses("mei@example.com")

    texts = [str(row) for model in (TimelineEntry, EntryRevision, Activity) for row in model.objects.values()]
    assert len(texts) == 4
    assert not [text for text in texts if "mei" in text.casefold()]
    assert TimelineEntry.objects.get(pk=note.pk).text.startswith("Write to")
