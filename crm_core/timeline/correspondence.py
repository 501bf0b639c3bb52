"""Mails between staff and a customer: threads, their reply address, what goes out and what comes back.

The address that answers go to is `KILN_REPLY_ADDRESS` with the number of the thread and a signature behind
a plus sign: "answers+12.4f…@shop.example". `receive_reply` takes an answer, found by that address or by the
Message-ID it answers; what fetches mail from a mailbox calls it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.timeline.models import MailThread, TimelineEntry
from crm_core.timeline.next_steps import NextStep, plan_next_step
from crm_core.timeline.services import record
from crm_core.timeline.written import attach, source_of
from shop.contact_data import normalised_email
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import Correspondence, send_rendered
from shop.user.models import User

KIND = "staff-message"
SALT = "crm_core.timeline.reply"
SIGNATURE_LENGTH = 16
_TAGGED = re.compile(r"\+(\d{1,18})\.([0-9a-f]{16})@[^@]+\Z")


@dataclass(frozen=True, kw_only=True)
class WrittenMail:
    """A mail of a colleague; the attachments have passed `shop.uploads`."""

    to: str
    subject: str
    text: str
    language: str
    thread: MailThread | None = None
    attachments: Sequence[UploadedFile] = ()
    next_step: NextStep | None = None


@dataclass(frozen=True, kw_only=True)
class IncomingMail:
    """A mail that came in. `message_id`, `in_reply_to` and `references` keep their angle brackets."""

    message_id: str
    sender: str
    recipients: Sequence[str]
    subject: str
    text: str
    received_at: datetime
    in_reply_to: str = ""
    references: Sequence[str] = ()
    attachments: Sequence[UploadedFile] = ()


def reply_address(thread: MailThread) -> str:
    """Return where answers of a thread go; empty where no address for answers is set."""
    mailbox, _sign, domain = settings.KILN_REPLY_ADDRESS.partition("@")
    return f"{mailbox}+{thread.pk}.{_signature(thread.pk)}@{domain}" if domain else ""


def _signature(number: int) -> str:
    return salted_hmac(SALT, str(number), algorithm="sha256").hexdigest()[:SIGNATURE_LENGTH]


def thread_of_address(address: str) -> MailThread | None:
    """Return the thread that an address of ours names; None for any other, and for a forged one."""
    tagged = _TAGGED.search(address.strip().lower())
    if tagged is None or not constant_time_compare(_signature(int(tagged[1])), tagged[2]):
        return None
    return MailThread.objects.filter(pk=int(tagged[1])).first()


@transaction.atomic
def send_mail(customer: Customer, written: WrittenMail, *, by: User, key: UUID) -> TimelineEntry | None:
    """Send a colleague's mail through the outbox and tell it, once per `key` of the form.

    None where nothing is written to that address (an account that has ended). Raises StepRefusedError for a
    next step. Effects in one transaction: thread, mail with its files, entry, next step.
    """
    customer = locked_survivor(customer.pk)
    told = TimelineEntry.objects.filter(source=source_of(key)).first()
    if told is not None:
        return told
    thread = written.thread or MailThread.objects.create(customer=customer, subject=written.subject[:300])
    last = Mail.objects.filter(timeline_entries__thread=thread).exclude(message_id="").order_by("-pk").first()
    mail = send_rendered(
        KIND,
        from_text(written.subject, written.text, language=written.language),
        to=written.to,
        language=written.language,
        key=f"{KIND}:{key}",
        correspondence=Correspondence(
            author=by,
            reply_to=reply_address(thread),
            in_reply_to=_answered(thread) or (last.message_id if last else ""),
            attachments=written.attachments,
        ),
    )
    if mail is None:
        transaction.set_rollback(True)
        return None
    entry = record(
        customer,
        kind="mail.sent",
        occurred_at=mail.created_at,
        source=source_of(key),
        title=mail.subject,
        author=by,
        mail=mail,
        thread=thread,
        data={"email": normalised_email(written.to)},
    )
    if written.next_step is not None:
        plan_next_step(entry.customer, written.next_step, entry=entry, by=by)
    return entry


def _answered(thread: MailThread) -> str:
    """Return the Message-ID of the latest answer in a thread."""
    received = TimelineEntry.objects.filter(thread=thread, kind="mail.received")
    latest = received.order_by("-occurred_at", "-pk").first()
    return str(latest.data.get("message_id", "")) if latest else ""


@transaction.atomic
def receive_reply(mail: IncomingMail) -> TimelineEntry | None:
    """Tell an answer in the timeline of whom it is from; None for a mail that answers none of ours.

    Once per Message-ID. Raises nothing of its own. Effects in order: entry, files.
    """
    thread = next(filter(None, map(thread_of_address, mail.recipients)), None)
    thread = thread or _thread_of_messages([mail.in_reply_to, *mail.references])
    if thread is None:
        return None
    source = f"mail-in:{mail.message_id}"[:160]
    customer = locked_survivor(thread.customer_id)
    told = TimelineEntry.objects.filter(source=source).first()
    if told is not None:
        return told
    entry = record(
        customer,
        kind="mail.received",
        occurred_at=mail.received_at,
        source=source,
        title=mail.subject[:255],
        text=mail.text,
        direction=TimelineEntry.Direction.INCOMING,
        thread=thread,
        data={"message_id": mail.message_id[:200], "email": mail.sender},
    )
    attach(entry, mail.attachments)
    return entry


def _thread_of_messages(message_ids: Iterable[str]) -> MailThread | None:
    wanted = [message_id for message_id in message_ids if message_id]
    entries = TimelineEntry.objects.filter(mail__message_id__in=wanted).exclude(thread=None)
    entry = entries.select_related("thread").order_by("-pk").first() if wanted else None
    return entry.thread if entry else None


def _sample() -> dict[str, object] | None:
    """Nothing: what a colleague writes is seen while it is written."""
    return None


KINDS.register(
    EmailType(code=KIND, name=_("E-mail by a colleague"), template="", sample=_sample, purpose=TRANSACTIONAL)
)
