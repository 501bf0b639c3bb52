"""Consents on the timeline of the customer whose address, number or account said them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm_core.consents.events import AddressSuppressed, ConsentRecorded
from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.customers.models import Customer
from crm_core.customers.queries import customer_of_identifier
from crm_core.customers.records.trees import survivor_of
from crm_core.timeline.kinds import KINDS, TimelineKind
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record, record_all
from shop.events.registry import subscribe

TEMPLATE = "crm_core/timeline/kinds/consent.html"

for _name, _label, _icon in (
    ("consent.requested", _("Consent requested"), "mail"),
    ("consent.granted", _("Consent granted"), "success"),
    ("consent.refused", _("Consent refused"), "cross"),
    ("consent.objected", _("Objection"), "cross"),
    ("consent.suppressed", _("Address suppressed"), "warning"),
):
    KINDS.register(TimelineKind(name=_name, label=_label, icon=_icon, template=TEMPLATE))


@subscribe(ConsentRecorded)
def on_consent_recorded(event: ConsentRecorded) -> None:
    """Tell what was said; of somebody who is no customer the ledger alone knows."""
    entry = Consent.objects.select_related("subject").get(pk=event.consent_id)
    if TimelineEntry.objects.filter(source=_source(entry)).exists():
        return
    customer = _customer_of(entry.subject)
    if customer is not None:
        record(
            customer,
            kind=f"consent.{entry.action}",
            occurred_at=entry.decided_at,
            source=_source(entry),
            data=_data(entry, is_everything=_said_together(entry).count() > 1),
        )


def tell_consents(said: Iterable[tuple[int, Consent]]) -> None:
    """Tell consents of customers, whose key stands beside each, in one statement per 500; once each.

    It is for who writes many of known customers: the event of each finds them told. The keys are those of
    records that are part of no merge.
    """
    told: dict[str, list[tuple[int, Consent]]] = defaultdict(list)
    for customer, entry in said:
        told[_source(entry)].append((customer, entry))
    record_all(
        TimelineEntry(
            customer_id=together[0][0],
            kind=f"consent.{together[0][1].action}",
            occurred_at=together[0][1].decided_at,
            source=source,
            data=_data(together[0][1], is_everything=len(together) > 1),
        )
        for source, together in told.items()
    )


def _source(entry: Consent) -> str:
    """Return what tells an entry once: who objects to everything at a moment does so once, not by purpose."""
    if entry.action == Consent.Action.OBJECTED:
        return f"objection:{entry.subject_id}:{entry.decided_at.astimezone(UTC).isoformat()}"
    return f"consent:{entry.pk}"


def _said_together(entry: Consent) -> QuerySet[Consent]:
    at_once = Consent.objects.filter(subject=entry.subject_id, decided_at=entry.decided_at)
    return at_once.filter(action=entry.action) if entry.action == Consent.Action.OBJECTED else at_once.none()


def _data(entry: Consent, *, is_everything: bool) -> dict[str, object]:
    if is_everything:
        return {"is_everything": True, "source": entry.source}
    return {"purpose": entry.purpose, "channel": entry.channel, "source": entry.source}


@subscribe(AddressSuppressed)
def on_address_suppressed(event: AddressSuppressed) -> None:
    """Tell that nothing but transactional mail goes to an address of theirs."""
    row = Suppression.objects.select_related("subject").get(pk=event.suppression_id)
    customer = _customer_of(row.subject)
    if customer is not None:
        record(
            customer,
            kind="consent.suppressed",
            occurred_at=row.added_at,
            source=f"suppression:{row.pk}",
            data={"reason": row.reason},
        )


def _customer_of(subject: ConsentSubject) -> Customer | None:
    if subject.kind == ConsentSubject.Kind.CUSTOMER:
        found = Customer.records.filter(pk=subject.value or 0).first()
        return survivor_of(found) if found else None
    return customer_of_identifier(subject.kind, subject.value) if subject.value else None
