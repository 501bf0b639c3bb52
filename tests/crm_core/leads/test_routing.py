"""Who gets a lead: rules in their order, the least busy, never somebody away, full or without the right."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from crm_core.customers.models import Team, Territory
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Absence, Lead, LeadCapacity, RoutingRule
from crm_core.leads.routing import fits
from crm_core.leads.services import Disqualification, assign_lead, capture_lead, disqualify_lead
from tests.shop.factories import CategoryFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


def reps(number):
    group, _new = Group.objects.get_or_create(name="reps")
    group.permissions.add(Permission.objects.get(content_type__app_label="leads", codename="change_lead"))
    made = [UserFactory(is_staff=True) for _n in range(number)]
    for rep in made:
        rep.groups.add(group)
    return made


def team(*members, name="Team"):
    made = Team.objects.create(name=name)
    made.members.set(members)
    return made


def capture(number=1, **facts):
    facts = {"email": f"ann{number}@example.com", "occurred_at": timezone.now(), **facts}
    return capture_lead(LeadFacts(kind="form", source=f"form-entry:{number}", **facts))


def rule(**fields):
    return RoutingRule.objects.create(name="rule", **fields)


def test_leads_go_round():
    members = reps(3)
    rule(team=team(*members))
    owners = [capture(number).owner for number in range(6)]
    assert owners == [*members, *members]


def test_who_has_fewer_for_their_capacity_gets_more():
    busy, free = reps(2)
    LeadCapacity.objects.create(user=busy, most_open=10)
    LeadCapacity.objects.create(user=free, most_open=30)
    rule(team=team(busy, free))
    owners = [capture(number).owner for number in range(8)]
    assert (owners.count(busy), owners.count(free)) == (2, 6)


def test_a_closed_lead_makes_room():
    one, other = reps(2)
    rule(team=team(one, other))
    first = capture(1)
    disqualify_lead(first, Disqualification(reason="no_need"), by=None)
    capture(2)
    assert capture(3).owner == first.owner


def test_nobody_who_is_away_full_off_or_without_the_right_gets_one():
    away, full, off, able = reps(4)
    Absence.objects.create(user=away, first_day=date.today() - timedelta(days=1), last_day=date.today())  # noqa: DTZ011
    LeadCapacity.objects.create(user=full, most_open=0)
    LeadCapacity.objects.create(user=off, takes_leads=False)
    gone = UserFactory(is_staff=True, is_superuser=True, is_active=False)
    rule(team=team(away, full, off, able, gone, UserFactory(is_staff=True)))
    assert [capture(number).owner for number in range(3)] == [able] * 3


def test_when_nobody_can_it_waits_in_its_teams_queue():
    (full,) = reps(1)
    LeadCapacity.objects.create(user=full, most_open=0)
    queue = team(full)
    rule(team=queue)
    lead = capture()
    assert (lead.owner, lead.team) == (None, queue)


def test_without_a_rule_nobody_has_it():
    assert capture().owner is None


def test_a_language_goes_to_who_speaks_it():
    english, chinese = reps(2)
    LeadCapacity.objects.create(user=english, languages="en, de")
    LeadCapacity.objects.create(user=chinese, languages="zh-hans")
    rule(team=team(english, chinese))
    assert [capture(number, language="zh-hans").owner for number in range(2)] == [chinese] * 2


def test_the_first_rule_that_fits_decides_and_gives_the_territory():
    south, rest = reps(2)
    bavaria = Territory.objects.create(name="Bavaria")
    rule(order=1, countries="DE", postcodes="80, 81", team=team(south, name="South"), territory=bavaria)
    rule(order=2, team=team(rest, name="Rest"))
    lead = capture(1, country="de", postcode="80331")
    assert (lead.owner, lead.territory, lead.customer.territory) == (south, bavaria, bavaria)
    assert capture(2, country="DE", postcode="10115").owner == rest


@pytest.mark.parametrize(
    ("conditions", "is_fitting"),
    [
        ({}, True),
        ({"countries": "de，at"}, True),
        ({"countries": "FR"}, False),
        ({"postcodes": "80-3"}, True),
        ({"postcodes": "81"}, False),
        ({"languages": "DE"}, True),
        ({"kinds": "import"}, False),
        ({"kinds": "form", "countries": "FR"}, False),
    ],
)
def test_all_conditions_of_a_rule_hold(conditions, is_fitting):
    lead = Lead(kind="form", country="DE", postcode="80331", language="de")
    assert fits(rule(team=team(), **conditions), lead) is is_fitting


def test_a_rule_goes_by_the_category_of_what_they_want():
    top = CategoryFactory()
    product = ProductFactory(categories=[CategoryFactory(parent=top)])
    vases = rule(team=team())
    vases.categories.add(top)
    lead, other = capture(1, products=(product.pk,)), capture(2)
    assert (fits(vases, lead), fits(vases, other)) == (True, False)


def test_who_has_the_customer_has_the_lead():
    known, other = reps(2)
    lead = capture()
    type(lead.customer).objects.update(owner=known)
    disqualify_lead(lead, Disqualification(reason="no_need"), by=None)
    rule(team=team(other))
    assert capture(1).owner is None  # told before: nothing happens
    again = capture_lead(
        LeadFacts(kind="form", source="form-entry:7", email="ann1@example.com", occurred_at=timezone.now())
    )
    assert again.owner == known


def test_a_lead_is_given_by_hand_once():
    (rep,) = reps(1)
    lead = capture()
    assert assign_lead(lead, rep, by=rep)
    assert not assign_lead(lead, rep, by=rep)
    assert Lead.objects.get().customer.owner == rep
