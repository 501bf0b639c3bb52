"""Leads of imported contacts, where whoever imports asks for them; taken back with the import."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_core.contact_import.follow_ons import FOLLOW_ONS, FollowOn
from crm_core.contact_import.models import ContactFile, ImportedContact
from crm_core.contact_import.rows import Row
from crm_core.customers.models import Customer
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import IMPORT
from crm_core.leads.models import Lead, LeadSource
from crm_core.leads.services import capture_lead
from crm_core.timeline.models import TimelineEntry


def source_of(file: ContactFile, number: int) -> str:
    """Return what names a row as a fact."""
    return f"import:{file.pk}:{number}"


def make_leads(file: ContactFile, rows: Sequence[Row]) -> int:
    """Make a lead of each row of a batch that names somebody; the same row again changes nothing."""
    records = Customer.records.in_bulk([row.customer for row in rows if row.customer])
    named = [(row, records[row.customer]) for row in rows if row.customer in records]
    for row, customer in named:
        _capture(file, row, customer)
    return len(named)


def _capture(file: ContactFile, row: Row, customer: Customer) -> Lead:
    contact = row.contact
    place = contact.places[0] if contact.places else None
    return capture_lead(
        LeadFacts(
            kind=IMPORT,
            source=source_of(file, row.number),
            occurred_at=timezone.now(),
            customer=customer,
            name=contact.name,
            company_name=contact.company or (contact.name if contact.is_company else ""),
            country=place.region or place.country if place else "",
            postcode=place.postcode if place else "",
            language=contact.language,
            title=file.name,
            text=contact.notes,
            data={"file_id": file.pk, "row": row.number},
        )
    )


def take_back(file: ContactFile, row: ImportedContact) -> None:
    """Delete the lead of a row, and what tells of it, unless somebody has worked on it since.

    Of a lead that came by other facts, too, this fact goes. One that was worked on stays, and with it the
    customer.
    """
    source = LeadSource.objects.filter(source=source_of(file, row.number)).select_related("lead").first()
    if source is None or row.part:
        return
    lead = source.lead
    is_alone = not lead.sources.exclude(pk=source.pk).exists()
    if is_alone and (lead.state != Lead.State.NEW or lead.first_contacted_at is not None):
        return
    TimelineEntry.objects.filter(source=f"lead-source:{source.pk}").delete()
    source.delete()
    if is_alone:
        lead.delete()


FOLLOW_ONS.register(
    FollowOn(
        name="leads",
        label=_("Make a lead of each contact"),
        permission="leads.add_lead",
        apply=make_leads,
        undo=take_back,
    )
)
