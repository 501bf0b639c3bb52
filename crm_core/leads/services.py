"""Writing leads: capturing facts, giving leads to colleagues, noting contacts, closing, opening again.

Each change of state holds the lead's row; whoever comes second finds the state that the first one wrote.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_fsm import can_proceed

from crm_core.customers.models import Customer
from crm_core.customers.records.survivors import fill_own
from crm_core.customers.records.trees import locked_survivor
from crm_core.customers.services import identify
from crm_core.leads import routing, scoring
from crm_core.leads.calendars import Calendars
from crm_core.leads.events import (
    LeadAssigned,
    LeadCaptured,
    LeadContacted,
    LeadDisqualified,
    LeadReopened,
)
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import SOURCE_KINDS
from crm_core.leads.models import Lead, LeadSource
from crm_core.timeline.services import record
from shop.audit.services import record as log
from shop.contact_data import plain_code, plain_postcode, visible_line
from shop.events.services import publish
from shop.user.models import User

LABEL = "leads.lead"


class LeadClosedError(ValueError):
    """The lead is not in a state in which this can be done; somebody else may have closed it."""


@transaction.atomic
def capture_lead(facts: LeadFacts) -> Lead:
    """Make a lead of a fact, or add the fact to the open lead of the same person; once per `source`.

    Who it is says `identify`, so one address in two spellings is one lead. A lead that was disqualified
    before is opened again, unless as spam; after a qualified one a new lead begins. Two facts at once wait
    for each other, since both hold the customer. Raises CannotIdentifyError where nothing leads to anybody,
    ValueError for a source that is not registered. Effects in order: customer, lead, fact, products, score,
    owner, clock, timeline, LeadCaptured.
    """
    if facts.kind not in SOURCE_KINDS:
        raise ValueError(f"No source of leads is called {facts.kind!r}.")
    told = LeadSource.objects.filter(source=facts.source).select_related("lead").first()
    if told is not None:
        return told.lead
    customer = _customer_of(facts)
    told = LeadSource.objects.filter(source=facts.source).select_related("lead").first()
    if told is not None:  # the same fact, told by another worker while we waited for the customer
        return told.lead
    lead, is_new = _open_lead(customer, facts)
    source = LeadSource.objects.create(
        lead=lead,
        kind=facts.kind,
        source=facts.source,
        title=facts.title[:200],
        text=facts.text[:10_000],
        written=facts.as_written(),
        data=facts.data,
        occurred_at=facts.occurred_at,
    )
    if facts.products:
        lead.products.add(*facts.products)
    scoring.rescore(lead)
    if lead.is_open:
        _give_somebody(lead, facts.owner)
        _start_clock(lead, facts)
    record(
        customer,
        kind="lead.captured",
        occurred_at=facts.occurred_at,
        source=f"lead-source:{source.pk}",
        data={"lead_id": lead.pk, "kind": facts.kind, "is_new": is_new, "source_id": source.pk},
    )
    publish(LeadCaptured(customer_id=customer.pk, lead_id=lead.pk, source_id=source.pk, is_new=is_new))
    return lead


def _customer_of(facts: LeadFacts) -> Customer:
    """Return who it is, held until the transaction ends."""
    if facts.customer is not None:
        return locked_survivor(facts.customer.pk)
    return identify(
        user=facts.user,
        email=facts.email,
        phone=facts.phone,
        name=visible_line(facts.name),
        region=facts.country.upper(),
        company=facts.company,
        language=facts.language,
    )


def _open_lead(customer: Customer, facts: LeadFacts) -> tuple[Lead, bool]:
    """Return the lead that a fact belongs to, completed by it, and whether it was made now."""
    leads = Lead.objects.select_for_update(of=("self",)).filter(customer=customer)
    lead = leads.filter(open_slot=True).first()
    is_new = False
    if lead is None:
        lead = leads.order_by("-created_at", "-pk").first()
        if lead is None or lead.state == Lead.State.QUALIFIED:
            lead, is_new = Lead(customer=customer, kind=facts.kind, created_at=facts.occurred_at), True
        elif lead.reason != Lead.Reason.SPAM:
            _reopen(lead, by=None)
    lead.customer = customer
    said = {
        "wants": facts.text[:4000],
        "company_name": visible_line(facts.company_name)[:200],
        "vat_id": plain_code(facts.vat_id)[:32],
        "country": facts.country.upper()[:2],
        "postcode": plain_postcode(facts.postcode)[:64],
        "language": facts.language or customer.language,
    }
    for name, value in said.items():
        if value and not getattr(lead, name):
            setattr(lead, name, value)
    lead.latest_fact_at = max(facts.occurred_at, lead.latest_fact_at or facts.occurred_at)
    lead.save()
    return lead, is_new


def _give_somebody(lead: Lead, owner: User | None) -> None:
    """Give a lead that nobody has to who was named, else by the rules."""
    if lead.owner_id is not None:
        return
    if owner is not None:
        _assign(lead, owner, by=owner)
        return
    found = routing.route(lead)
    if found.rule is not None:
        lead.team, lead.territory = found.rule.team, found.rule.territory
    lead.territory = lead.territory or lead.customer.territory
    if lead.territory is not None:
        fill_own(lead.customer, {"territory_id": lead.territory.pk})
    lead.save(update_fields=["team", "territory"])
    if found.owner is not None:
        _assign(lead, found.owner, by=None)


def _assign(lead: Lead, owner: User | None, *, by: User | None) -> None:
    lead.owner, lead.assigned_at = owner, timezone.now() if owner else None
    lead.save(update_fields=["owner", "assigned_at"])
    if owner is not None and lead.is_open:
        # Who works on a lead sees the customer's page; an owner that is there stays.
        fill_own(lead.customer, {"owner_id": owner.pk})
    log(
        "lead_assigned",
        actor=by,
        model=LABEL,
        object_id=lead.pk,
        customer_id=lead.customer_id,
        detail={"owner": owner.pk if owner else None, "is_automatic": by is None},
    )
    publish(LeadAssigned(customer_id=lead.customer_id, lead_id=lead.pk, owner_id=owner.pk if owner else None))


def _start_clock(lead: Lead, facts: LeadFacts) -> None:
    """Have the first contact be due where somebody waits for it; a clock that runs already goes on."""
    waits = SOURCE_KINDS[facts.kind].is_waiting and lead.state != Lead.State.CONTACTED
    if waits and lead.first_contact_due_at is None:
        lead.first_contact_due_at = Calendars().of(lead.team_id).due(facts.occurred_at)
        lead.save(update_fields=["first_contact_due_at"])


@transaction.atomic
def locked_lead(pk: int) -> Lead:
    """Return a lead, held until the transaction ends, with who it is. Raises Lead.DoesNotExist."""
    customer = locked_survivor(Lead.records.values_list("customer", flat=True).get(pk=pk))
    lead = Lead.records.select_for_update().get(pk=pk)
    lead.customer = customer
    return lead


@transaction.atomic
def assign_lead(lead: Lead, owner: User | None, *, by: User | None) -> bool:
    """Give a lead to a colleague, or to nobody; say whether they had it not before.

    Raises LeadClosedError for a lead that is closed.
    """
    held = locked_lead(lead.pk)
    if not held.is_open:
        raise LeadClosedError
    if held.owner_id == (owner.pk if owner else None):
        return False
    _assign(held, owner, by=by)
    return True


class LeadTakenError(ValueError):
    """Somebody else has the lead."""


@transaction.atomic
def take_lead(lead: Lead, *, by: User) -> bool:
    """Give a lead that nobody has to who asks for it first; say whether they had it not before.

    Raises LeadTakenError for one that somebody else has, LeadClosedError for a closed one.
    """
    held = locked_lead(lead.pk)
    if held.owner_id not in (None, by.pk):  # guard: lead-taken-once
        raise LeadTakenError
    return assign_lead(held, by, by=by)


@transaction.atomic
def note_contact(lead: Lead, *, at: datetime) -> bool:
    """Note that somebody reached the customer at `at` (aware), which stops the clock; say if it is the first.

    What happened before the lead came, or came back, does not count.
    """
    held = locked_lead(lead.pk)
    if held.first_contacted_at is not None or not held.is_open or at < held.created_at:
        return False
    held.first_contacted_at = at
    if can_proceed(held.contact_made):
        held.contact_made()
    held.save(update_fields=["first_contacted_at", "state"])
    publish(LeadContacted(customer_id=held.customer_id, lead_id=held.pk))
    return True


def note_contact_with(customer_id: int, *, at: datetime) -> bool:
    """Note a contact with a customer for the open lead that they have, if any."""
    lead = Lead.objects.filter(customer=customer_id, open_slot=True, first_contacted_at=None).first()
    return lead is not None and note_contact(lead, at=at)


@dataclass(frozen=True, kw_only=True)
class Disqualification:
    """Why nothing comes of it: one of `Lead.Reason`, and a few words."""

    reason: str
    note: str = ""


@transaction.atomic
def disqualify_lead(lead: Lead, why: Disqualification, *, by: User | None) -> Lead:
    """Close a lead with a reason; a closed one stays as it is. Raises LeadClosedError for a qualified one."""
    if why.reason not in Lead.Reason.values:
        raise ValueError(f"{why.reason!r} is no reason.")
    held = locked_lead(lead.pk)
    if held.state == Lead.State.DISQUALIFIED:
        return held
    if not can_proceed(held.disqualify):
        raise LeadClosedError
    held.disqualify()
    held.reason, held.reason_note = why.reason, why.note[:500]
    held.closed_at, held.closed_by = timezone.now(), by
    held.save()
    _tell(held, "lead.disqualified", reason=why.reason)
    log(
        "lead_disqualified",
        actor=by,
        model=LABEL,
        object_id=held.pk,
        customer_id=held.customer_id,
        detail={"reason": why.reason},
    )
    publish(LeadDisqualified(customer_id=held.customer_id, lead_id=held.pk, reason=why.reason))
    return held


@transaction.atomic
def reopen_lead(lead: Lead, *, by: User | None) -> Lead:
    """Open a disqualified lead again. Raises LeadClosedError where it is qualified or another is open."""
    held = locked_lead(lead.pk)
    if held.is_open:
        return held
    other = Lead.records.filter(customer=held.customer_id, open_slot=True).exists()
    if other or not can_proceed(held.reopen):
        raise LeadClosedError
    _reopen(held, by=by)
    held.save()
    if held.owner_id is None:
        _give_somebody(held, None)
    return held


def _reopen(lead: Lead, *, by: User | None) -> None:
    """Open a held lead again, with a clock that starts anew; whoever calls saves it."""
    lead.reopen()
    lead.first_contact_due_at = lead.first_contacted_at = None
    if lead.owner is not None and not lead.owner.is_active:
        lead.owner = None
    log("lead_reopened", actor=by, model=LABEL, object_id=lead.pk, customer_id=lead.customer_id)
    publish(LeadReopened(customer_id=lead.customer_id, lead_id=lead.pk))


def _tell(lead: Lead, kind: str, **data: object) -> None:
    """Write on the customer's timeline how a lead ended; once for each time that it did."""
    closed_at = lead.closed_at or timezone.now()
    record(
        lead.customer,
        kind=kind,
        occurred_at=closed_at,
        source=f"lead:{lead.pk}:{kind}:{closed_at.timestamp():.6f}",
        data={"lead_id": lead.pk, **data},
    )
