"""What somebody has chosen, as the preference page shows it, and taking what they changed on it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from crm_core.consents.addresses import Key
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.purposes import Channel, Purpose, offered_purposes
from crm_core.consents.queries import latest_consents
from crm_core.consents.services import words, write

Choice = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One purpose with its channels: (channel, whether it is chosen, the name of its box)."""

    purpose: Purpose
    boxes: list[tuple[Channel, bool, str]]


def chosen(subject: ConsentSubject) -> set[Choice]:
    """Return what somebody gets: what they agreed to, and what they may ask for unless they ended it."""
    latest = latest_consents(subject)
    found = set()
    for purpose in offered_purposes():
        for channel in purpose.channels:
            row = latest.get((purpose.code, channel))
            if row.is_granted if row else purpose.is_requested:
                found.add((purpose.code, str(channel)))
    return found


def rows(subject: ConsentSubject) -> list[Row]:
    """List the purposes as the page shows them."""
    yes = chosen(subject)
    return [
        Row(
            purpose=purpose,
            boxes=[
                (channel, (purpose.code, str(channel)) in yes, box_name(purpose.code, channel))
                for channel in purpose.channels
            ],
        )
        for purpose in offered_purposes()
    ]


def box_name(purpose: str, channel: str) -> str:
    """Name the box of a purpose and channel in the form."""
    return f"{purpose}.{channel}"


@transaction.atomic
def choose(subject: ConsentSubject, ticked: Collection[Choice], *, language: str) -> int:
    """Write down what differs from what holds, with the words of the page; return how many entries.

    `ticked` beyond what is offered is nothing. The subject is held: of two saves at once, the second one
    sees what the first one wrote.
    """
    ConsentSubject.objects.select_for_update().get(pk=subject.pk)
    key: Key = (subject.kind, subject.value)
    before, written = chosen(subject), 0
    for purpose in offered_purposes():
        for channel in purpose.channels:
            wanted = (purpose.code, str(channel)) in ticked
            if wanted == ((purpose.code, str(channel)) in before):
                continue
            write(
                key,
                purpose=purpose.code,
                channel=channel,
                action=Consent.Action.GRANTED if wanted else Consent.Action.REFUSED,
                source=Consent.Source.PREFERENCES,
                words=words(f"{purpose.name}: {purpose.about} ({channel.label})", language=language),
                language=language,
            )
            written += 1
    return written
