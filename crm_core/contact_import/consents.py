"""What contacts said of being written to, kept in the consent ledger."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.consents.addresses import Key, key_of
from crm_core.consents.models import Consent
from crm_core.consents.purposes import NEWSLETTER, PURPOSES, Channel
from crm_core.consents.queries import decisions, subject_of
from crm_core.consents.refusals import Proof, Refusal, object_all, refuse_all
from crm_core.consents.services import ObjectedError, words, write
from crm_core.contact_import.contact import Contact
from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.rows import Row
from crm_core.contact_import.snapshot import customers_of
from crm_core.customers.models import Customer
from crm_core.profile.models import ContactPoint
from crm_core.timeline.consents import tell_consents

Kind = ContactPoint.Kind
SOURCE = Consent.Source.IMPORT


def keep_consents(rows: Sequence[Row], file: ContactFile, *, is_dry: bool) -> list[tuple[int, str]]:
    """Write refusals, and a yes to the newsletter, for each address of rows; return what was not taken.

    A yes is by the ways that the row names, of the day that it names, with what it says of how it was given.

    An objection outlives the import's undo. A yes never beats an objection, nor a refusal of the same batch:
    it is told and left out. Asked again the same adds no entry. Who has no address that could be refused is
    refused as a customer. A dry run writes no objection, since nothing could stand against one.
    """
    reference = f"import:{file.pk}"
    asked = [row for row in rows if not row.contact.opt_out]
    if not is_dry:
        objecting = [key for row in rows if row.contact.opt_out for key in _keys(row.contact, row.customer)]
        _tell(object_all(objecting, source=SOURCE, by=file.by, reason=reference))
    refusals = [] if is_dry else _no_calls(asked)
    refusals += [
        Refusal(key=key, purpose=NEWSLETTER, channel=channel)
        for row in asked
        if row.contact.newsletter is False
        for channel, key in _ways(row.contact, row.customer)
    ]
    if refusals:
        proof = Proof(source=SOURCE, at=timezone.now(), by=file.by, reference=reference)
        _tell(refuse_all(refusals, proof))
    told: list[tuple[int, str]] = []
    for row in asked:
        if row.contact.newsletter:
            told += [(row.number, refused) for refused in _newsletter(row, reference, file)]
    return told


def _tell(entries: Sequence[Consent]) -> None:
    """Tell the timeline at once whose refusals these are; of the few without an identifier the event does."""
    keyed = customers_of({(entry.subject.kind, entry.subject.value) for entry in entries})
    whose = [(keyed.get((entry.subject.kind, entry.subject.value), 0), entry) for entry in entries]
    tell_consents((customer, entry) for customer, entry in whose if customer)


def _keys(contact: Contact, customer_id: int) -> list[Key]:
    keys = [key_of(email=email) for email in contact.values(Kind.EMAIL)]
    keys += [key_of(phone=phone) for phone in contact.values(Kind.PHONE)]
    return keys or [key_of(customer=Customer(pk=customer_id))] if customer_id or keys else []


def _no_calls(rows: Sequence[Row]) -> list[Refusal]:
    """Refuse every purpose that uses telephones, for the numbers of who wants no calls."""
    called = [purpose.code for purpose in PURPOSES if Channel.PHONE in purpose.channels]
    return [
        Refusal(key=key_of(phone=phone), purpose=code, channel=Channel.PHONE)
        for row in rows
        if row.contact.do_not_call
        for phone in row.contact.values(Kind.PHONE)
        for code in called
    ]


def _ways(contact: Contact, customer_id: int) -> Iterator[tuple[str, Key]]:
    """Yield the ways of the newsletter, e-mail where none is named, each with whom it reaches."""
    for channel in contact.newsletter_by or [str(Channel.EMAIL)]:
        if channel == Channel.EMAIL:
            yield from ((channel, key_of(email=email)) for email in contact.values(Kind.EMAIL))
        elif channel == Channel.POST and customer_id:
            yield channel, key_of(customer=Customer(pk=customer_id))
        elif channel != Channel.POST:
            yield from ((channel, key_of(phone=phone)) for phone in contact.values(Kind.PHONE))


def _newsletter(row: Row, reference: str, file: ContactFile) -> list[str]:
    refused = []
    contact = row.contact
    shown = words(_("Imported from %(file)s") % {"file": file.name})
    at = None
    if contact.consent_at:
        at = timezone.make_aware(datetime.combine(date.fromisoformat(contact.consent_at), time.min))
    for channel, key in _ways(contact, row.customer):
        if at is not None and _is_known(key, channel, at):
            continue
        try:
            write(
                key,
                purpose=NEWSLETTER,
                channel=channel,
                action=Consent.Action.GRANTED,
                source=SOURCE,
                words=shown,
                at=at,
                by=file.by,
                reason=contact.consent_how,
                reference=reference,
            )
        except ObjectedError:
            whom = contact.name if channel == Channel.POST else key[1]
            refused.append(_("%(email)s has objected and stays without the newsletter") % {"email": whom})
    return refused


def _is_known(key: Key, channel: str, at: datetime) -> bool:
    """Say whether an import has told the yes of that day already, whatever was said since."""
    subject = subject_of(key)
    if subject is None:
        return False
    same = decisions([subject.pk]).filter(purpose=NEWSLETTER, channel=channel, decided_at=at)
    return same.filter(action=Consent.Action.GRANTED, source=SOURCE).exists()
