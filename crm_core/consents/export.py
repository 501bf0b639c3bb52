"""What somebody agreed to and refused, as a part of a copy of their data."""

from collections.abc import Iterator

from crm_core.consents.addresses import key_of
from crm_core.consents.models import Consent
from crm_core.consents.queries import subjects_of
from shop.privacy.export import EXPORTERS, Exporter
from shop.privacy.queries import confirmed_addresses
from shop.user.models import User


def consents(user: User) -> Iterator[dict[str, object]]:
    """Each answer by the account and by the addresses that are shown to be its owner's, with the words."""
    keys = [key_of(user=user), *(key_of(email=address) for address in confirmed_addresses(user))]
    found = Consent.objects.filter(subject__in=subjects_of(keys)).select_related("text", "subject")
    for row in found.order_by("decided_at", "pk").iterator():
        yield {
            "purpose": row.purpose,
            "channel": row.channel,
            "decision": row.action,
            "address": row.subject.value if row.subject.kind == "email" else "",
            "source": row.source,
            "at": row.decided_at,
            "text_version": row.text.version if row.text else "",
            "text": row.text.text if row.text else "",
            "language": row.language,
        }


EXPORTERS.register(Exporter(name="consents", read=consents))
