"""Writing, sending and noting what became of mail.

A mail is written in the transaction of what it tells, sent after the commit by a worker, and tried
again for a day when the server does not take it. It is sent at most once: who sends has claimed the
row first, for `LEASE`, and notes on it that the mail is being handed over just before that happens.
A sender that dies earlier is followed by another; one that dies in that moment leaves a mail of which
nobody knows whether it went out: it becomes uncertain, and staff decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.breakers import ProviderUnavailableError
from shop.contact_data import NOBODYS_DOMAIN
from shop.events.services import publish
from shop.mail.events import MailBounced, MailComplained, MailWritten
from shop.mail.gates import links_of, refusal_of
from shop.mail.kinds import KINDS, TRANSACTIONAL, purpose_of
from shop.mail.messages import message_of
from shop.mail.models import Mail, MailAttachment
from shop.mail.rendering import RenderedEmail, render
from shop.mail.signals import mail_written
from shop.mail.submission import UncertainError, submit
from shop.transactions import after_commit

# Minutes until the next attempt; after the last one the mail has failed.
RETRY_DELAYS = (1, 5, 30, 120, 360, 720)
# So long a mail is its sender's; one that has not come back by then has died.
LEASE = timedelta(minutes=15)
PROBLEM_LENGTH = 500
#: Nothing more happens to these by itself; staff may send them again.
STUCK = (Mail.Status.FAILED, Mail.Status.BOUNCED, Mail.Status.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Correspondence:
    """What a mail that a colleague writes has beside its words.

    `reply_to` is where its answer goes, empty for the sender; `in_reply_to` the Message-ID that it
    answers, with its angle brackets. The attachments have passed `shop.uploads`.
    """

    author: AbstractBaseUser
    reply_to: str = ""
    in_reply_to: str = ""
    attachments: Sequence[UploadedFile] = ()


def send(
    kind: str,
    *,
    to: str,
    language: str,
    context: dict[str, object],
    key: str,
    user: AbstractBaseUser | AnonymousUser | None = None,
) -> Mail | None:
    """Write a mail of a registered kind and have it sent after the commit.

    `key` names what it tells ("order:12:placed"): with a key that is taken nothing happens and
    None is returned, also when two processes come at once. A mail for a purpose to which its reader has not
    agreed is kept as not sent, with the reason (`gates`). Raises KeyError for an unknown kind.
    """
    if not to or Mail.objects.filter(key=key).exists():
        return None
    links = links_of(KINDS[kind].purpose, to, language)
    letter = render(KINDS[kind], context, language=language, unsubscribe=links)
    return send_rendered(kind, letter, to=to, language=language, key=key, user=user)


def send_rendered(
    kind: str,
    letter: RenderedEmail,
    *,
    to: str,
    language: str,
    key: str,
    user: Any = None,
    is_secret: bool = False,
    correspondence: Correspondence | None = None,
) -> Mail | None:
    """Take a letter that is written already into the outbox; the rules are those of `send`.

    The words of a secret one are forgotten as soon as it has gone out or failed for good. Nothing is
    written to the address of an account that has ended. Raises KeyError for an unknown kind, ValueError for
    a letter for a purpose that does not say how to end it. Effects in order: mail, attachments, MailWritten.
    """
    purpose = purpose_of(kind)
    if to.endswith(f"@{NOBODYS_DOMAIN}"):
        return None
    refusal = refusal_of(purpose, to)
    if purpose != TRANSACTIONAL and not refusal and not letter.has_way_out:
        raise ValueError(f"A mail of the kind {kind} says how to unsubscribe.")
    personal: dict[str, object] = {}
    if correspondence is not None:
        personal = {
            "author": correspondence.author,
            "is_personal": True,
            "reply_to": correspondence.reply_to,
            "in_reply_to": correspondence.in_reply_to,
        }
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(
            key=key,
            defaults={
                "kind": kind,
                "to": to,
                "language": language,
                "subject": letter.subject[: Mail._meta.get_field("subject").max_length],
                "text": letter.text,
                "html": letter.html,
                "is_secret": is_secret,
                "purpose": "" if purpose == TRANSACTIONAL else purpose,
                "status": Mail.Status.NOT_SENT if refusal else Mail.Status.WAITING,
                "refusal": refusal,
                "user": user if user is not None and user.is_authenticated else None,
                "due_at": timezone.now(),
                **personal,
            },
        )
        if not is_new:
            return None
        for upload in correspondence.attachments if correspondence else ():
            attach(mail, upload)
        publish(MailWritten(mail_id=mail.pk))
    if not refusal:
        after_commit(mail_written.send, sender=Mail, mail_id=mail.pk)
    return mail


def attach(mail: Mail, upload: UploadedFile) -> MailAttachment:
    """Keep a file that goes with a mail."""
    name = str(upload.name)
    return MailAttachment.objects.create(mail=mail, file=upload, name=name, size=upload.size or 0)


def due_mails() -> QuerySet[Mail]:
    """Mails that wait and whose time has come, the oldest first."""
    return Mail.objects.filter(status=Mail.Status.WAITING, due_at__lte=timezone.now()).order_by(
        "due_at", "pk"
    )


class LeaseLostError(Exception):
    """The mail is another sender's by now; it was not sent."""


def send_queued(mail_id: int) -> bool:
    """Send a mail that waits; return whether this call sent it.

    One conditional UPDATE decides who sends, another whether it may be handed over. When the server
    refuses, the mail waits for its next attempt (`PAUSES`), or has failed after the last; when the
    line breaks while it is handed over, it is uncertain. Never raises for any of these. Whoever has
    unsubscribed since it was written gets it no more.
    """
    mail = _claimed(mail_id)
    if mail is None:
        return False
    message = message_of(mail)
    try:
        submit(message, before=partial(_mark_submitting, mail, message.extra_headers["Message-ID"]))
    except LeaseLostError:
        return False
    except ProviderUnavailableError as error:
        _wait_for_server(mail, error)
        return False
    except UncertainError as error:
        _record_outcome(mail, Mail.Status.UNCERTAIN, problem=str(error)[:PROBLEM_LENGTH], **_redacted(mail))
        return False
    except Exception as error:  # noqa: BLE001  whatever a mail server or provider comes up with
        _schedule_retry(mail, error)
        return False
    reported = getattr(message, "anymail_status", None)
    provider_id = str(getattr(reported, "message_id", None) or "")
    now = timezone.now()
    _record_outcome(
        mail, Mail.Status.SENT, sent_at=now, problem="", provider_id=provider_id, **_redacted(mail)
    )
    return True


def _claimed(mail_id: int) -> Mail | None:
    """Claim a mail that waits and return it; None where another sender has it, or its reader refuses it."""
    claimed = Mail.objects.filter(pk=mail_id, status=Mail.Status.WAITING).update(  # guard: mail-claim
        status=Mail.Status.SENDING, attempts=F("attempts") + 1, due_at=timezone.now()
    )
    if not claimed:
        return None
    mail = Mail.objects.get(pk=mail_id)
    if refusal := refusal_of(mail.purpose, mail.to):  # guard: mail-consent
        _record_outcome(mail, Mail.Status.NOT_SENT, refusal=refusal, **_redacted(mail))
        return None
    kind = KINDS.get(mail.kind)
    if kind is not None and kind.still_due is not None and not kind.still_due(mail.key):  # guard: mail-due
        _record_outcome(mail, Mail.Status.NOT_SENT, refusal=Mail.Refusal.OUTDATED, **_redacted(mail))
        return None
    return mail


def _mark_submitting(mail: Mail, message_id: str) -> None:
    """Write down that from now on the mail may have gone out. Raises LeaseLostError."""
    ours = Mail.objects.filter(
        pk=mail.pk,
        status=Mail.Status.SENDING,
        attempts=mail.attempts,  # guard: mail-lease
    )
    if not ours.update(status=Mail.Status.SUBMITTING, message_id=message_id, due_at=timezone.now()):
        raise LeaseLostError


def _record_outcome(mail: Mail, status: Mail.Status, **facts: object) -> None:
    """Note how this sender's attempt ended."""
    held = [Mail.Status.SENDING, Mail.Status.SUBMITTING, Mail.Status.UNCERTAIN]
    Mail.objects.filter(pk=mail.pk, status__in=held, attempts=mail.attempts).update(status=status, **facts)


def recover_stale() -> int:
    """Deal with mails whose sender died; return how many.

    Not handed over yet: the mail waits for another sender, or has failed after the last attempt.
    Being handed over: it is uncertain, because no mail goes out twice; staff may send it again.
    """
    lost = Mail.objects.filter(due_at__lt=timezone.now() - LEASE)
    why = _("The sending process stopped halfway.")
    claimed = lost.filter(status=Mail.Status.SENDING)
    found = claimed.filter(attempts__gt=len(RETRY_DELAYS)).update(status=Mail.Status.FAILED, problem=why)
    found += claimed.update(status=Mail.Status.WAITING, problem=why, due_at=timezone.now())
    handing = lost.filter(status=Mail.Status.SUBMITTING)
    why = _("The sending process stopped while submitting the e-mail; it may have been sent.")
    found += handing.filter(is_secret=True).update(
        status=Mail.Status.UNCERTAIN, problem=why, text="", html=""
    )
    return found + handing.update(status=Mail.Status.UNCERTAIN, problem=why)


def resend(mail: Mail) -> bool:
    """Let a mail that failed, bounced or is uncertain wait once more; return whether this call did.

    A secret one is not kept, so there is nothing to send.
    """
    stuck = Mail.objects.filter(pk=mail.pk, status__in=STUCK, is_secret=False)
    if not stuck.update(status=Mail.Status.WAITING, attempts=0, due_at=timezone.now()):
        return False
    after_commit(mail_written.send, sender=Mail, mail_id=mail.pk)
    return True


def delete_old_mails() -> int:
    """Delete mails older than KILN_MAIL_DAYS; return how many.

    What colleagues wrote to a customer is kept: it belongs to the customer and goes with them.
    """
    limit = timezone.now() - timedelta(days=settings.KILN_MAIL_DAYS)
    old = Mail.objects.filter(created_at__lt=limit, is_personal=False)
    deleted, _rows = old.delete()
    return deleted


@transaction.atomic
def record_bounce(
    *, message_id: str = "", provider_id: str = "", detail: str = "", is_address_gone: bool = True
) -> Mail | None:
    """Note that a mail came back and publish `MailBounced`; None for a mail that is not ours.

    The same report twice changes nothing. `message_id` with its angle brackets, or the provider's.
    `is_address_gone` says that no mail reaches the address, rather than not this one or not now.
    """
    mail = _reported(message_id, provider_id)
    if mail is None:
        return None
    # What comes back has gone out, so it is uncertain no longer.
    out = [Mail.Status.SENT, Mail.Status.SUBMITTING, Mail.Status.UNCERTAIN]
    changed = Mail.objects.filter(pk=mail.pk, status__in=out).update(
        status=Mail.Status.BOUNCED, problem=detail[:PROBLEM_LENGTH]
    )
    if changed:
        publish(MailBounced(mail_id=mail.pk, is_address_gone=is_address_gone))
    return mail


@transaction.atomic
def record_complaint(*, message_id: str = "", provider_id: str = "") -> Mail | None:
    """Note that the reader marked a mail as spam and publish `MailComplained`; None for one that is not ours.

    The same report twice changes nothing.
    """
    mail = _reported(message_id, provider_id)
    if mail is None:
        return None
    unknown = Mail.objects.filter(pk=mail.pk, complained_at=None)
    if unknown.update(complained_at=timezone.now()):
        publish(MailComplained(mail_id=mail.pk))
    return mail


def _reported(message_id: str, provider_id: str) -> Mail | None:
    """Return the mail a report is about; one that names none is about none."""
    if message_id:
        return Mail.objects.filter(message_id=message_id).first()
    return Mail.objects.filter(provider_id=provider_id).first() if provider_id else None


def _schedule_retry(mail: Mail, error: Exception) -> None:
    is_last = mail.attempts > len(RETRY_DELAYS)
    _record_outcome(
        mail,
        Mail.Status.FAILED if is_last else Mail.Status.WAITING,
        problem=f"{type(error).__name__}: {error}"[:PROBLEM_LENGTH],
        due_at=timezone.now() + timedelta(minutes=0 if is_last else RETRY_DELAYS[mail.attempts - 1]),
        **(_redacted(mail) if is_last else {}),
    )


def _wait_for_server(mail: Mail, error: ProviderUnavailableError) -> None:
    """Let a mail wait for a server that is left alone for a while; that was no attempt."""
    again_at = timezone.now() + timedelta(seconds=settings.KILN_BREAKER_PAUSE_SECONDS)
    _record_outcome(
        mail, Mail.Status.WAITING, attempts=F("attempts") - 1, problem=str(error), due_at=again_at
    )


def _redacted(mail: Mail) -> dict[str, str]:
    """What is kept of a mail's words when nothing more is to be done with it."""
    return {"text": "", "html": ""} if mail.is_secret else {}
