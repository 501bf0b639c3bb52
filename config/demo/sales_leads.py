"""The demo's leads: those that became companies, those that came to nothing, and those that wait."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from config.demo.order_plan import random_for
from config.demo.regulars import DOMAIN
from config.demo.sales_deals import open_deals
from config.demo.sales_team import REGIONS
from crm_core.customers.models import Customer, Territory
from crm_core.leads.calendars import Calendars
from crm_core.leads.facts import LeadFacts
from crm_core.leads.kinds import BY_HAND, FORM, REGISTRATION
from crm_core.leads.models import Lead, LeadCapacity, LeadSource, RoutingRule
from crm_core.leads.scoring import rescore_all
from crm_core.leads.services import capture_lead, note_contact
from crm_core.pipeline.models import Deal
from shop.user.models import User

WAITING = (
    ("Klara Neumann", "Gasthof Neumann", "DE", "We open a second dining room in spring: 80 place settings."),
    ("Urs Kälin", "Seehotel Kälin", "CH", "Do you deliver samples of the iron glaze?"),
    ("Femke de Wit", "De Wit Interieur", "NL", "We would like to show your vases in our shop."),
    ("Élodie Laurent", "Maison Laurent", "FR", "Price list for 200 bowls, please."),
    ("Grace Hollis", "Hollis & Finch", "GB", "Could you ship six of each plate before Easter?"),
    ("Daniel Ruiz", "Ruiz Hospitality", "US", "What are your terms for hotels?"),
    ("林佳蓉", "清風茶屋", "TW", "想詢問茶具組的批發價。"),
    ("周建華", "山月餐飲", "TW", "餐廳改裝, 需要一百二十套碗盤。"),
    ("Anton Huber", "Wirtshaus Huber", "AT", "Someone should call me about the tableware."),
    ("Lotte Maas", "Maas Koffie", "NL", "Cups in your tide glaze: how many are there?"),
    # Nobody sells there yet.
    ("Naoko Mori", "Mori Kobo", "JP", "Do you deliver to Kyoto?"),
)
#: Places in WAITING of whom somebody has reached, and how many hours after they wrote.
CONTACTED = {4: 2, 7: 1, 9: 30}
#: How many of whom nothing came have written again.
BACK = 2
KINDS = (FORM, FORM, REGISTRATION, BY_HAND)
WISHES = (
    "We are looking for tableware for our restaurant.",
    "Please call about a first order for our shop.",
    "A guest told us of your plates; is there a price list for trade?",
)
NOTHING = 14


def add_leads(
    companies: Sequence[Customer], deals: Mapping[int, Deal], reps: Mapping[str, User], *, now: datetime
) -> int:
    """Add leads of the past in bulk and those that wait through their door; return how many."""
    past = [*_qualified(companies, deals), *_qualified(companies, open_deals(companies)), *_disqualified(now)]
    if LeadSource.objects.filter(source__in=[source.source for _lead, source in past]).exists():
        past = []
    _add_routing(reps)
    with transaction.atomic():
        written = Lead.records.bulk_create([lead for lead, _source in past])
        sources = [source for _lead, source in past]
        for lead, source in zip(written, sources, strict=True):
            source.lead = lead
        LeadSource.objects.bulk_create(sources)
        rescore_all(written, now=now)
    return len(written) + _waiting(reps, now=now) + _come_back(now)


def _add_routing(reps: Mapping[str, User]) -> None:
    """Have leads go to who sells in their country, and let each have so many at a time."""
    for place, region in enumerate(REGIONS):
        RoutingRule.objects.get_or_create(
            name=region.name,
            defaults={
                "order": 10 * (place + 1),
                "countries": ", ".join(region.countries),
                "territory": Territory.objects.get(name=region.name),
            },
        )
    for rep in reps.values():
        LeadCapacity.objects.get_or_create(user=rep, defaults={"most_open": 20})


def _qualified(companies: Sequence[Customer], deals: Mapping[int, Deal]) -> list[tuple[Lead, LeadSource]]:
    """Make the leads from which the first deals of companies came."""
    found, calendar = [], Calendars().of(None)
    for place, company in enumerate(companies):
        deal = deals.get(company.pk)
        if deal is None or place % 3 == 2:  # noqa: PLR2004 - two of three came by themselves
            continue
        came = deal.created_at - timedelta(days=random_for(f"lead {company.name}").uniform(1, 9))
        lead = _lead(
            company, came, owner=company.owner, state=Lead.State.QUALIFIED, closed_at=deal.created_at
        )
        lead.account, lead.deal, lead.closed_by = company, deal, company.owner
        hours = random_for(f"first contact of {company.name}").uniform(0.2, 9)
        lead.first_contact_due_at = calendar.due(came)
        lead.first_contacted_at = min(came + timedelta(hours=hours), deal.created_at)
        lead.kind = KINDS[place % len(KINDS)]
        lead.company_name = company.company.name if company.company else ""
        found.append((lead, _source(company, came, WISHES[place % len(WISHES)], kind=lead.kind)))
    return found


def _disqualified(now: datetime) -> list[tuple[Lead, LeadSource]]:
    """Make leads of people who ordered once or never again, of whom nothing came."""
    people = Customer.objects.filter(email__endswith=f"@{DOMAIN}", company=None, orders_count=1, owner=None)
    reasons = [reason for reason in Lead.Reason.values if reason != Lead.Reason.SPAM]
    found = []
    for place, person in enumerate(people.order_by("pk")[:NOTHING]):
        came = now - timedelta(days=20 + place * 17)
        lead = _lead(
            person, came, owner=None, state=Lead.State.DISQUALIFIED, closed_at=came + timedelta(days=6)
        )
        lead.reason = reasons[place % len(reasons)]
        found.append((lead, _source(person, came, "Do you also sell to private collectors?")))
    return found


def _lead(customer: Customer, came: datetime, *, owner: User | None, state: str, closed_at: datetime) -> Lead:
    return Lead(
        customer=customer,
        state=state,
        open_slot=None,
        kind=FORM,
        owner=owner,
        territory=customer.territory,
        language=customer.language,
        created_at=came,
        latest_fact_at=came,
        assigned_at=came if owner else None,
        closed_at=closed_at,
    )


def _source(customer: Customer, came: datetime, text: str, *, kind: str = FORM) -> LeadSource:
    return LeadSource(
        kind=kind,
        source=f"demo:lead:{customer.pk}:{came:%Y%m%d}",
        title="Wholesale",
        text=text,
        occurred_at=came,
    )


def _waiting(reps: Mapping[str, User], *, now: datetime) -> int:
    """Have leads come in these days; each goes to who sells in its country, and some were reached."""
    owners = {country: reps[region.reps[0]] for region in REGIONS for country in region.countries}
    for place, (name, company, country, wish) in enumerate(WAITING):
        came = now - timedelta(hours=3 + place * 11)
        lead = capture_lead(
            LeadFacts(
                kind=KINDS[place % len(KINDS)],
                source=f"demo:waiting:{place}",
                occurred_at=came,
                name=name,
                email=f"lead-{place + 1}@{slugify(company) or f'company-{place + 1}'}.example",
                company_name=company,
                country=country,
                title="Wholesale",
                text=wish,
                owner=owners.get(country),
            )
        )
        if place in CONTACTED:
            note_contact(lead, at=came + timedelta(hours=CONTACTED[place]))
    return len(WAITING)


def _come_back(now: datetime) -> int:
    """Have some of whom nothing came write again, which opens their leads anew."""
    closed = LeadSource.objects.filter(source__startswith="demo:lead:", lead__state=Lead.State.DISQUALIFIED)
    back = LeadSource.objects.filter(source__startswith="demo:back:").count()
    for place, source in enumerate(closed.select_related("lead__customer").order_by("pk")[: BACK - back]):
        capture_lead(
            LeadFacts(
                kind=FORM,
                source=f"demo:back:{source.lead.customer_id}",
                occurred_at=now - timedelta(hours=4 + 20 * place),
                customer=source.lead.customer,
                title="Wholesale",
                text="We have opened a small shop since: what are your terms?",
            )
        )
    return max(BACK - back, 0)
