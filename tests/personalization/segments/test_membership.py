import random
from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.customers.models import Customer
from personalization.segments.membership import recompute, wanted_in
from personalization.segments.models import Segment, SegmentMembership, SegmentPick, TouchedCustomer
from personalization.segments.rules import read_rule, rule_problems, sentence_of
from personalization.segments.services import (
    install_shipped_segments,
    pick,
    recompute_touched,
    save_segment,
    touch,
)
from shop.events.models import Event
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db
COMPANIES = {"field": "customer.kind", "is": "one_of", "value": ["company"]}
LARGE = {"field": "customer.orders", "is": "at_least", "value": "3"}


def segment(rule, **fields):
    return save_segment(None, read_rule(rule), words={"name_en": "Some"}, by=None, **fields)


def members(of):
    return set(
        SegmentMembership.objects.filter(segment=of, left_at=None).values_list("customer_id", flat=True)
    )


def events():
    return list(Event.objects.filter(name__startswith="Segment").values_list("name", "payload__customer_id"))


def test_the_first_filling_tells_nobody_and_what_happens_after_it_is_told():
    company, person = CustomerFactory(kind="company"), CustomerFactory(kind="person")
    some = segment({"all": [COMPANIES]})

    recompute(some.pk)
    assert (members(some), events()) == ({company.pk}, [])

    Customer.objects.filter(pk=person.pk).update(kind="company")
    Customer.objects.filter(pk=company.pk).update(kind="person")
    recompute(some.pk)
    recompute(some.pk)

    assert members(some) == {person.pk}
    assert events() == [("SegmentLeft", company.pk), ("SegmentEntered", person.pk)]


def test_hands_go_before_the_rule():
    inside, outside = CustomerFactory(kind="person"), CustomerFactory(kind="company")
    some = segment({"all": [COMPANIES]})
    recompute(some.pk)

    pick(some, [inside.pk], SegmentPick.Choice.IN, by=None)
    pick(some, [outside.pk], SegmentPick.Choice.OUT, by=None)
    assert members(some) == {inside.pk}

    pick(some, [inside.pk, outside.pk], "", by=None)
    assert members(some) == {outside.pk}


@pytest.mark.parametrize("seed", range(5))
def test_following_each_fact_ends_where_a_whole_recompute_does(seed):
    chance = random.Random(seed)
    customers = [CustomerFactory() for _ in range(8)]
    rules = (
        {"all": [COMPANIES, {"not": LARGE}]},
        {"any": [COMPANIES, LARGE]},
        {"not": {"any": [COMPANIES, {"not": LARGE}]}},
    )
    found = [segment(rule) for rule in rules]
    inner = {"field": "customer.segments", "is": "has_none", "value": [str(found[0].pk)]}
    found.append(segment({"all": [inner, LARGE]}))
    for some in found:
        recompute(some.pk)

    for _ in range(20):
        one = chance.choice(customers)
        kind = chance.choice(["person", "company"])
        Customer.objects.filter(pk=one.pk).update(kind=kind, orders_count=chance.randrange(6))
        touch([one.pk], "profile", "orders")
        recompute_touched()

    at = timezone.now() + timedelta(seconds=1)
    assert not TouchedCustomer.objects.exists()
    for some in found:
        assert members(some) == set(wanted_in(some, at=at).values_list("pk", flat=True))


def test_the_shipped_ones_are_sound_and_installed_once():
    made = install_shipped_segments()

    assert [rule_problems(read_rule(some.rule), by=None) for some in made] == [[] for _ in made]
    assert install_shipped_segments() == []
    for some in made:
        recompute(some.pk)
    assert Segment.objects.filter(is_filled=True).count() == len(made)


def test_a_measure_is_said_with_its_days():
    rule = {"field": "bought.orders", "is": "at_least", "value": "2", "within": 90}

    assert sentence_of(segment({"all": [rule]})) == (
        "Customers where the customer has ordered anything at least 2 times in the last 90 days."
    )
