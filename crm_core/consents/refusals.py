"""Writing many refusals in as many statements as one: the opt-outs of an import, an objection to everything.

The rules are those of `services.write`: entries are only added, and an answer that is known adds none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm_core.consents.addresses import Key, digest
from crm_core.consents.events import AddressSuppressed, ConsentRecorded
from crm_core.consents.models import Consent, ConsentNote, ConsentSubject, Suppression
from crm_core.consents.purposes import PURPOSES, offered_purposes
from crm_core.consents.queries import decisions, subjects_of
from shop.events.services import publish_all
from shop.user.models import User

BATCH = 500
Action = Consent.Action


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A no of somebody to a purpose by a channel; `action` is refused or objected."""

    key: Key
    purpose: str
    channel: str
    action: str = Action.REFUSED


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Where refusals were said, and when; `by` and `reason` are of a colleague."""

    source: str
    at: datetime
    by: User | None = None
    reason: str = ""
    reference: str = ""


def held_subjects(keys: Iterable[Key], *, language: str = "") -> dict[Key, ConsentSubject]:
    """Return whom each key names, made where nobody is known, all held until the transaction ends.

    They are made in the order of their hashes and held in that of their numbers, so that two writers never
    wait for each other. An address that was erased and comes again has its plain value back.
    """
    wanted = dict.fromkeys(keys)
    found = _numbers(wanted)
    missing = sorted((digest(key), key) for key in wanted if key not in found)
    if missing:
        ConsentSubject.objects.bulk_create(
            [
                ConsentSubject(kind=kind, digest=hashed, value=value, language=language)
                for hashed, (kind, value) in missing
            ],
            ignore_conflicts=True,
            batch_size=BATCH,
        )
        found = _numbers(wanted)
    locked = ConsentSubject.objects.select_for_update().filter(pk__in=found.values()).order_by("pk")
    rows = {row.pk: row for row in locked}
    held = {key: rows[found[key]] for key in wanted}
    changed = []
    for (_kind, value), subject in held.items():
        if subject.value != value or (language and not subject.language):
            subject.value, subject.language = value, subject.language or language
            changed.append(subject)
    if changed:
        ConsentSubject.objects.bulk_update(changed, ["value", "language"], batch_size=BATCH)
    return held


def _numbers(keys: Iterable[Key]) -> dict[Key, int]:
    """Return the subject of each key that has one; the first where an earlier secret left several."""
    numbers: dict[Key, int] = {}
    for pk, key in subjects_of(keys).items():
        numbers.setdefault(key, pk)
    return numbers


@transaction.atomic
def refuse_all(refusals: Sequence[Refusal], proof: Proof) -> list[Consent]:
    """Write refusals in their order and return the entries that are new; a no that is known adds none.

    Raises KeyError for an unknown purpose. Effects: subjects, entries, notes, ConsentRecorded.
    """
    for refusal in refusals:
        if refusal.purpose not in PURPOSES:
            raise KeyError(refusal.purpose)
    held = held_subjects(refusal.key for refusal in refusals)
    latest: dict[tuple[int, str, str], Consent] = {}
    for row in decisions([subject.pk for subject in held.values()]):
        latest.setdefault((row.subject_id, row.purpose, row.channel), row)
    new: list[Consent] = []
    for refusal in refusals:
        subject = held[refusal.key]
        place = (subject.pk, refusal.purpose, refusal.channel)
        known = latest.get(place)
        if known is not None and known.action == refusal.action:
            continue
        entry = Consent(
            subject=subject,
            purpose=refusal.purpose,
            channel=refusal.channel,
            action=refusal.action,
            source=proof.source,
            decided_at=proof.at,
            reference=proof.reference[:80],
            by=proof.by,
        )
        if known is None or known.decided_at <= proof.at:
            latest[place] = entry
        new.append(entry)
    Consent.objects.bulk_create(new, batch_size=BATCH)
    if proof.reason:
        notes = [ConsentNote(consent=entry, text=proof.reason[:500]) for entry in new]
        ConsentNote.objects.bulk_create(notes, batch_size=BATCH)
    publish_all(ConsentRecorded(subject_id=entry.subject_id, consent_id=entry.pk) for entry in new)
    return new


@transaction.atomic
def object_all(
    keys: Iterable[Key],
    *,
    source: str,
    at: datetime | None = None,
    by: User | None = None,
    reason: str = "",
) -> list[Consent]:
    """Refuse every purpose on every channel for each key, those to come as well; return what is new.

    Effects: entries and notes, suppressions, events.
    """
    proof = Proof(source=source, at=at or timezone.now(), by=by, reason=reason)
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    held = held_subjects(wanted)
    places = [(purpose.code, channel) for purpose in offered_purposes() for channel in purpose.channels]
    new = refuse_all(
        [
            Refusal(key=key, purpose=purpose, channel=channel, action=Action.OBJECTED)
            for key in wanted
            for purpose, channel in places
        ],
        proof,
    )
    _suppress_objectors({subject.pk for subject in held.values()}, proof)
    return new


def _suppress_objectors(subjects: set[int], proof: Proof) -> None:
    """Let only transactional mail go to subjects that are held; whom an objection protects already stays."""
    objected = Suppression.Reason.OBJECTED
    active = Suppression.objects.filter(subject__in=subjects, reason=objected, lifted_at=None)
    rows = [
        Suppression(subject_id=pk, reason=objected, note=proof.reason[:500], by=proof.by, added_at=proof.at)
        for pk in sorted(subjects - set(active.values_list("subject", flat=True)))
    ]
    Suppression.objects.bulk_create(rows, batch_size=BATCH)
    publish_all(AddressSuppressed(subject_id=row.subject_id, suppression_id=row.pk) for row in rows)
