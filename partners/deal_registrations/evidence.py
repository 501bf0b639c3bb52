"""Writing down what happened to a registration, so that a dispute can be settled."""

import json
from datetime import datetime
from hashlib import sha256

from partners.deal_registrations.models import DealRegistration, EvidenceEntry
from shop.json_types import JsonObject
from shop.user.models import User

Act = EvidenceEntry.Act


def note(
    registration: DealRegistration,
    act: str,
    *,
    by: User | None,
    now: datetime,
    by_partner: bool = False,
    data: JsonObject | None = None,
) -> EvidenceEntry:
    """Add an entry with the digest of it and of the one before. The caller holds the registration's row."""
    before = registration.evidence.order_by("-pk").values_list("digest", flat=True).first() or ""
    entry = EvidenceEntry(
        registration=registration, act=act, by=by, by_partner=by_partner, data=data or {}, at=now
    )
    entry.digest = digest_of(entry, before=before)
    entry.save(force_insert=True)
    return entry


def digest_of(entry: EvidenceEntry, *, before: str) -> str:
    """Return the hash of an entry and of the digest before it."""
    told = [before, entry.registration_id, entry.act, entry.by_partner, entry.data, entry.at.isoformat()]
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def is_whole(registration: DealRegistration) -> bool:
    """Tell whether no entry of a registration was changed, left out or slipped in."""
    before = ""
    for entry in registration.evidence.order_by("pk"):
        if digest_of(entry, before=before) != entry.digest:
            return False
        before = entry.digest
    return True


def claimed(registration: DealRegistration) -> JsonObject:
    """Return what a registration claims, as evidence keeps it: facts of the company, none of the contact."""
    lines = registration.lines.order_by("pk").values_list("product", "quantity")
    return {
        "customer": registration.customer_name,
        "vat_id": registration.vat_id,
        "domain": registration.domain,
        "postcode": registration.postcode,
        "country": registration.country,
        "value": str(registration.expected_value),
        "lines": [list(line) for line in lines],
    }
