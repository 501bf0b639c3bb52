"""Writing the ledger: what somebody said, once for each time they said something else.

record(purpose="newsletter", granted=True, source=Consent.Source.IMPORT, email="ada@example.com")
may_send("newsletter", email="ada@example.com")  # -> Decision, true where they may be written to
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from crm_core.consents.addresses import Key, key_of
from crm_core.consents.events import AddressSuppressed, ConsentRecorded
from crm_core.consents.models import Consent, ConsentNote, ConsentSubject, ConsentText, Suppression
from crm_core.consents.purposes import PURPOSES, Channel
from crm_core.consents.queries import (
    Decision,
    decisions,
    has_objected,
    has_refused,
    latest_consents,
    may_send,
    subject_of,
)
from crm_core.consents.refusals import held_subjects, object_all
from crm_core.customers.models import Customer
from shop.events.services import publish
from shop.user.models import User

__all__ = ["Decision", "may_send", "record"]

Action, Source = Consent.Action, Consent.Source
#: By these the person themselves speaks: a yes of theirs takes an objection back.
OWN_WORDS = frozenset(
    {
        Source.PREFERENCES,
        Source.FOOTER,
        Source.FORM,
        Source.CHECKOUT,
        Source.REGISTRATION,
        Source.REQUEST,
    }
)


class ObjectedError(ValueError):
    """They said no themselves: no colleague writes a yes over an objection, no import one over a refusal."""


def record(
    *,
    purpose: str,
    granted: bool,
    source: str,
    channel: str = Channel.EMAIL,
    email: str = "",
    phone: str = "",
    customer: Customer | None = None,
    user: User | None = None,
    visitor: UUID | None = None,
    text: str = "",
    text_version: str = "",
    language: str = "",
    at: datetime | None = None,
    by: User | None = None,
    reason: str = "",
    reference: str = "",
    again: bool = False,
) -> Consent:
    """Write down a yes or a no and return the entry; said again the same way, the first one stands.

    About whom: the first given of `email`, `phone`, `customer` (by post, say), `user`, `visitor`. `text` are
    the words that were shown. `at` (aware) is when it was said, now by default; what was said later keeps
    holding. `again` writes a new entry for the same answer, where its day matters. `by` and `reason` are of a
    colleague. Raises KeyError for an unknown purpose, UnknownAddressError, and ObjectedError for a
    yes of staff or an import against an objection, and an import's without a day against a refusal.
    Effects: subject, text, entry, note, ConsentRecorded.
    """
    key = key_of(email=email, phone=phone, customer=customer, user=user, visitor=visitor)
    action = Action.GRANTED if granted else Action.REFUSED
    return write(
        key,
        purpose=purpose,
        channel=channel,
        action=action,
        source=source,
        words=words(text, version=text_version, language=language),
        language=language,
        at=at,
        by=by,
        reason=reason,
        reference=reference,
        again=again,
    )


@transaction.atomic
def write(
    key: Key,
    *,
    purpose: str,
    action: str,
    source: str,
    channel: str = Channel.EMAIL,
    words: ConsentText | None = None,
    language: str = "",
    at: datetime | None = None,
    by: User | None = None,
    reason: str = "",
    reference: str = "",
    again: bool = False,
) -> Consent:
    """Write an entry of any action about a key; see `record`."""
    if purpose not in PURPOSES:
        raise KeyError(purpose)
    subject = held_subject(key, language=language)
    decided_at = at or timezone.now()
    if action == Action.GRANTED:
        _respect_objections(key, purpose, channel, source=source, is_dated=at is not None)
    known = decisions([subject.pk]).filter(purpose=purpose, channel=channel).first()
    if known is not None and not again and _says_the_same(known, action, source, words):
        return known
    entry = Consent.objects.create(
        subject=subject,
        purpose=purpose,
        channel=channel,
        action=action,
        source=source,
        text=words,
        language=language,
        decided_at=decided_at,
        reference=reference[:80],
        by=by,
    )
    if reason:
        ConsentNote.objects.create(consent=entry, text=reason[:500])
    if action == Action.GRANTED and source in OWN_WORDS:
        _take_objections_back(subject, before=decided_at)
    publish(ConsentRecorded(subject_id=subject.pk, consent_id=entry.pk))
    return entry


_OBJECTIONS = (Suppression.Reason.OBJECTED, Suppression.Reason.COMPLAINED)


def _respect_objections(key: Key, purpose: str, channel: str, *, source: str, is_dated: bool) -> None:
    """Raise ObjectedError where a yes is not the person's own and they said no themselves."""
    if source in {Source.STAFF, Source.IMPORT} and has_objected(key):
        raise ObjectedError("They objected to being written to.")
    if source == Source.IMPORT and not is_dated and has_refused(key, purpose, channel):
        raise ObjectedError("They refused it, and the import does not say that they agreed after that.")


def _says_the_same(known: Consent, action: str, source: str, words: ConsentText | None) -> bool:
    """Tell whether an answer adds nothing: a refusal stays one; a yes by other words or ways is another."""
    if known.action != action:
        return False
    return not known.is_granted or (known.source == source and known.text_id == (words.pk if words else None))


def held_subject(key: Key, *, language: str = "") -> ConsentSubject:
    """Return whom a key names, made where nobody is known, and held until the transaction ends."""
    return held_subjects([key], language=language)[key]


def words(text: str, *, version: str = "", language: str = "") -> ConsentText | None:
    """Keep words as they were shown, once; None for none. Without a version they are known by their hash."""
    text = text.strip()
    if not text and not version:
        return None
    told = hashlib.sha256(f"{version}\0{language}\0{text}".encode()).hexdigest()
    row, _is_new = ConsentText.objects.get_or_create(
        digest=told, defaults={"version": version or told[:12], "language": language, "text": text}
    )
    return row


def object_to_all(
    key: Key, *, source: str, at: datetime | None = None, by: User | None = None, reason: str = ""
) -> None:
    """Refuse every purpose on every channel, those to come as well. Effects: entries, suppression, events."""
    object_all([key], source=source, at=at, by=by, reason=reason)


@transaction.atomic
def suppress(
    key: Key, *, reason: str, note: str = "", by: User | None = None, at: datetime | None = None
) -> Suppression:
    """Let only transactional mail go to an address; asked again for the same reason it changes nothing."""
    subject = held_subject(key)
    row, is_new = Suppression.objects.get_or_create(
        subject=subject,
        reason=reason,
        lifted_at=None,
        defaults={"note": note[:500], "by": by, "added_at": at or timezone.now()},
    )
    if is_new:
        publish(AddressSuppressed(subject_id=subject.pk, suppression_id=row.pk))
    return row


def lift(row: Suppression, *, by: User, note: str) -> bool:
    """Let mail go to an address again, as far as its consents allow; return whether this call did."""
    active = Suppression.objects.filter(pk=row.pk, lifted_at=None)
    return bool(active.update(lifted_at=timezone.now(), lifted_by=by, lift_note=note[:500]))


def lift_bounces(subject: ConsentSubject) -> None:
    """An address whose owner has answered a mail takes mail again."""
    bounced = subject.suppressions.filter(lifted_at=None, reason=Suppression.Reason.BOUNCED)
    bounced.update(lifted_at=timezone.now())


def _take_objections_back(subject: ConsentSubject, *, before: datetime) -> None:
    """A person who agrees again to something has ended their objection; what they refused stays refused."""
    objected = subject.suppressions.filter(lifted_at=None, reason__in=_OBJECTIONS, added_at__lt=before)
    objected.update(lifted_at=timezone.now())


@transaction.atomic
def erase(keys: list[Key], *, at: datetime | None = None) -> int:
    """Forget addresses and what staff noted of them; return how many were known.

    Every yes ends. The entries stay under the hash, so that what was refused stays refused for whoever
    comes with the address again. Effects: entries, notes, subjects.
    """
    known = 0
    for key in keys:
        subject = subject_of(key)
        if subject is None:
            continue
        known += 1
        for (purpose, channel), row in latest_consents(subject).items():
            if row.is_granted:
                write(
                    key,
                    purpose=purpose,
                    channel=channel,
                    action=Action.REFUSED,
                    source=Source.DELETION,
                    at=at,
                )
        ConsentNote.objects.filter(consent__subject=subject).delete()
        subject.suppressions.update(note="", lift_note="")
        ConsentSubject.objects.filter(pk=subject.pk).update(value="", language="")
    return known


def set_language(subject: ConsentSubject, language: str) -> None:
    """Note in which language somebody wants to be written to."""
    ConsentSubject.objects.filter(pk=subject.pk).update(language=language)
