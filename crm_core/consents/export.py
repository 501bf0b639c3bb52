"""What somebody agreed to and refused, as a part of a copy of their data."""

from collections.abc import Iterator

from django.db.models import QuerySet

from crm_core.consents.addresses import key_of
from crm_core.consents.erasure import entries_of
from crm_core.consents.models import Consent, ConsentSubject
from crm_core.consents.queries import subjects_of
from shop.privacy.erasure.person import Person
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User

#: What an answer was about is told where it is an address; numbers of rows tell nobody anything.
ADDRESSES = frozenset({ConsentSubject.Kind.EMAIL, ConsentSubject.Kind.PHONE})


def consents(user: User) -> Iterator[dict[str, object]]:
    """Each answer by the account and by the addresses that are shown to be its owner's, with the words."""
    keys = [key_of(user=user), *(key_of(email=address) for address in confirmed_addresses(user))]
    return _told(Consent.objects.filter(subject__in=subjects_of(keys)))


def consents_of_person(person: Person) -> Iterator[dict[str, object]]:
    """Each answer by the addresses and on the records that are shown to be theirs."""
    return _told(entries_of(person))


def _told(found: QuerySet[Consent]) -> Iterator[dict[str, object]]:
    for row in found.select_related("text", "subject").order_by("decided_at", "pk").iterator():
        yield {
            "purpose": row.purpose,
            "channel": row.channel,
            "decision": row.action,
            "address": row.subject.value if row.subject.kind in ADDRESSES else "",
            "source": row.source,
            "at": row.decided_at,
            "text_version": row.text.version if row.text else "",
            "text": row.text.text if row.text else "",
            "language": row.language,
        }


EXPORTERS.register(Exporter(name="consents", read=consents, read_person=consents_of_person))
