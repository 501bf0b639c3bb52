"""Mails between staff and a customer: threads, the signed address, what comes back."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm_core.customers.merging.services import merge_customers
from crm_core.customers.models import CustomerIdentifier
from crm_core.timeline.correspondence import (
    IncomingMail,
    WrittenMail,
    receive_reply,
    reply_address,
    send_mail,
    thread_of_address,
)
from crm_core.timeline.models import MailThread, TimelineEntry
from shop.mail.models import Mail
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db
BOX = "answers@kiln.example"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.KILN_REPLY_ADDRESS = BOX


def send(customer, by, **what):
    key = what.pop("key", None) or uuid4()
    words = {
        "to": customer.email,
        "subject": "Your plates",
        "text": "They are ready.",
        "language": "en",
        **what,
    }
    return send_mail(customer, WrittenMail(**words), by=by, key=key)


def answer(**what):
    facts = {
        "message_id": "<1@lindt.example>",
        "sender": "mara@lindt.example",
        "recipients": ["shop@kiln.example"],
        "subject": "Re: Your plates",
        "text": "Thank you",
        "received_at": timezone.now(),
    }
    return receive_reply(IncomingMail(**{**facts, **what}))


def test_sent_twice_it_is_one_mail_that_says_who_wrote_it_and_where_answers_go(rep, letters):
    customer, key = CustomerFactory(), uuid4()
    file = SimpleUploadedFile("offer.txt", b"20 plates")
    entries = [send(customer, rep, key=key, attachments=[file]) for _click in range(2)]

    assert entries[0] == entries[1] == TimelineEntry.objects.get()
    (message,) = letters()
    assert (message.to, message.subject, message.reply_to) == (
        [customer.email],
        "Your plates",
        [reply_address(entries[0].thread)],
    )
    assert message.attachments[0][:2] == ("offer.txt", "20 plates")
    assert "Auto-Submitted" not in message.extra_headers
    assert (Mail.objects.get().author, entries[0].author) == (rep, rep)


def test_the_next_mail_of_a_thread_answers_the_one_before(rep, letters):
    customer = CustomerFactory()
    first = send(customer, rep)
    letters()
    send(customer, rep, thread=first.thread)
    second = letters()[-1]

    assert second.extra_headers["In-Reply-To"] == Mail.objects.get(pk=first.mail_id).message_id
    assert MailThread.objects.count() == 1


def test_an_address_of_ours_names_its_thread_and_a_forged_one_none(rep):
    thread = send(CustomerFactory(), rep).thread
    address = reply_address(thread)
    forged = address.replace(f"+{thread.pk}.", f"+{thread.pk + 1}.")

    assert thread_of_address(address.upper()) == thread
    assert [thread_of_address(one) for one in (forged, BOX, "", "answers+1.@x")] == [None] * 4


def test_without_an_address_for_answers_there_is_none(rep, settings):
    settings.KILN_REPLY_ADDRESS = ""
    entry = send(CustomerFactory(), rep)
    assert (reply_address(entry.thread), Mail.objects.get().reply_to) == ("", "")


def test_an_answer_is_told_once_by_its_address_or_by_the_message_it_answers(rep, letters):
    customer = CustomerFactory()
    thread = send(customer, rep).thread
    letters()
    by_address = [answer(recipients=[reply_address(thread)]) for _again in range(2)]
    by_message = answer(message_id="<2@lindt.example>", in_reply_to=Mail.objects.get().message_id)
    stranger = answer(message_id="<3@lindt.example>", in_reply_to="<unknown@x>")

    assert by_address[0] == by_address[1]
    assert [(entry.kind, entry.customer, entry.thread) for entry in (by_address[0], by_message)] == [
        ("mail.received", customer, thread)
    ] * 2
    assert stranger is None


def test_an_answer_follows_a_merge(rep):
    merged, survivor = CustomerFactory(), CustomerFactory()
    thread = send(merged, rep).thread
    merge_customers(survivor, merged, by=rep)

    assert answer(recipients=[reply_address(thread)]).customer == survivor
    assert CustomerIdentifier.objects.filter(customer=survivor).count() == 2


def test_nothing_goes_to_the_address_of_an_account_that_has_ended(rep):
    assert send(CustomerFactory(), rep, to="deleted-1@deleted.invalid") is None
    assert (Mail.objects.count(), TimelineEntry.objects.count(), MailThread.objects.count()) == (0, 0, 0)
