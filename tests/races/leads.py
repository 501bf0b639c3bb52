"""Facts and colleagues that reach for leads at the same moment; each race returns what came of it."""

from functools import partial

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from crm_core.customers.models import Customer, Team
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead, LeadSource, RoutingRule
from crm_core.leads.qualification import Decision, PlannedDeal, qualify_lead
from crm_core.leads.services import LeadTakenError, capture_lead, take_lead
from crm_core.pipeline.models import Deal
from partners.lead_distribution.models import LeadProfile
from partners.lead_distribution.services import OfferRefusedError, offer_lead
from tests.crm_core.pipeline.factories import first_pipelines
from tests.partners.factories import PartnerAccountFactory
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import UserFactory

SPELLINGS = ("ann@harbour.example", "ANN@harbour.example", " ann@Harbour.example", "ann@HARBOUR.example")


def _reps(number):
    right = Permission.objects.get(content_type__app_label="leads", codename="change_lead")
    made = [UserFactory(is_staff=True) for _rep in range(number)]
    for rep in made:
        rep.user_permissions.add(right)
    return made


def _capture(number, email):
    facts = LeadFacts(kind="form", source=f"form:{number}", occurred_at=timezone.now(), email=email)
    capture_lead(facts)
    return "done"


def writing(people):
    """Have one person write so many times at once, each time spelt otherwise."""
    return _told([partial(_capture, number, SPELLINGS[number % len(SPELLINGS)]) for number in range(people)])


def routing(people):
    """Have twice as many people write at once as there are colleagues."""
    team = Team.objects.create(name="South")
    team.members.set(_reps(people // 2))
    RoutingRule.objects.create(name="All", team=team)
    return _told([partial(_capture, number, f"ann{number}@harbour.example") for number in range(people)])


def taking(colleagues):
    """Have so many colleagues take one lead at once."""
    _capture(0, SPELLINGS[0])
    lead = Lead.objects.get()
    return _told([partial(_take, lead, rep) for rep in _reps(colleagues)])


def qualifying(clicks):
    """Qualify one lead by so many clicks at once."""
    first_pipelines()
    _capture(0, SPELLINGS[0])
    lead = Lead.objects.get()
    decision = Decision(new_company="Harbour", vat_id="DE123456789", deal=PlannedDeal(title="Vases"))
    return _told([partial(_qualify, lead, decision) for _click in range(clicks)])


def offering(colleagues):
    """Have colleagues offer one lead to a partner each, at once."""
    lead = capture_lead(
        LeadFacts(kind="form", source="form:1", occurred_at=timezone.now(), email="ann@harbour.example")
    )
    for _each in range(colleagues):
        LeadProfile.objects.create(account=PartnerAccountFactory())
    offer = partial(refused_is_fine, partial(offer_lead, lead), OfferRefusedError)
    return _told([offer] * colleagues)


def _take(lead, rep):
    return refused_is_fine(lambda: take_lead(lead, by=rep), LeadTakenError)


def _qualify(lead, decision):
    qualify_lead(lead, decision, by=None)
    return "done"


def _told(calls):
    answers = at_once(calls)
    owners = list(Lead.objects.exclude(owner=None).values_list("owner", flat=True))
    found = {
        "answers": sorted(map(str, answers)),
        "leads": Lead.objects.count(),
        "facts": LeadSource.objects.count(),
        "people": Customer.objects.filter(kind="person").count(),
        "shares": sorted(owners.count(owner) for owner in set(owners)),
        "deals": Deal.objects.count(),
    }
    connection.close()
    return found
