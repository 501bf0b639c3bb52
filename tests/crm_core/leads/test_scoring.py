"""A score says what it is made of, fades as it says, and is written when something happens."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead, ScoreRule
from crm_core.leads.scoring import points_after, rescore, rescore_fading, score_reasons
from crm_core.leads.services import capture_lead
from tests.shop.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def rule(kind, value="", points=20, **fields):
    return ScoreRule.objects.create(kind=kind, value=value, points=points, **fields)


def capture(source="form-entry:1", **facts):
    facts = {"kind": "form", "email": "ann@example.com", "occurred_at": NOW, **facts}
    return capture_lead(LeadFacts(source=source, **facts))


@pytest.mark.parametrize(
    ("kind", "value", "facts", "points"),
    [
        ("kind", "form, import", {}, 20),
        ("kind", "import", {}, 0),
        ("country", "de, at", {"country": "AT"}, 20),
        ("country", "de", {"country": "FR"}, 0),
        ("language", "zh-hant", {"language": "zh-hant"}, 20),
        ("company", "", {"company_name": "Harbour"}, 20),
        ("company", "", {}, 0),
        ("company_size", "50", {"written": {"company_size": "about 120"}}, 20),
        ("company_size", "50", {"written": {"company_size": "12"}}, 0),
        ("company_size", "many", {"written": {"company_size": "120"}}, 0),
        ("words", "price, offer", {"text": "Your PRICES, please"}, 20),
        ("words", "报价", {"text": "請給我報價"}, 20),
        ("words", "price", {"text": "Hello"}, 0),
        ("answer", "Budget=10000", {"written": {"answers": {"Your budget": "10000 or more"}}}, 20),
        ("answer", "Budget", {"written": {"answers": {"Budget": "10000"}}}, 0),
        ("free_mail", "", {"email": "ann@Gmail.com"}, 20),
        ("free_mail", "", {}, 0),
        ("phone", "", {"phone": "+49301234567"}, 20),
        ("basket", "500", {"data": {"basket_id": 1, "amount": "720.00"}}, 20),
        ("basket", "500", {"data": {"basket_id": 1, "amount": "99.00"}}, 0),
        ("facts", "2", {}, 0),
        ("pages", "1", {}, 0),
        ("gone", "1", {}, 0),
    ],
)
def test_a_rule_counts_where_its_fact_is_there(kind, value, facts, points):
    rule(kind, value)
    assert capture(**facts).score == points


def test_interest_in_a_category_counts_for_those_above():
    top = CategoryFactory(name="Vases")
    product = ProductFactory(categories=[CategoryFactory(name="Floor vases", parent=top)])
    rule("category", "vases")
    assert capture(products=(product.pk,)).score == 20


def test_a_score_tells_its_reasons_in_the_readers_language():
    rule("words", "price", name="asked for prices")
    rule("free_mail", points=-10)
    rule("facts", "1", points=10, half_life_days=30)
    lead = capture(text="price?", email="ann@gmail.com")
    assert (lead.score, [(each.points, each.words) for each in score_reasons(lead)]) == (
        20,
        [
            ("+20", "asked for prices"),
            ("+10", "came at least 1 times"),
            ("−10", "free mail address"),
        ],
    )
    with translation.override("en"):
        assert score_reasons(lead)[1].fading == "of +10 at first; halves every 30 days"


@pytest.mark.parametrize(("days", "points"), [(0, 20), (30, 10), (60, 5), (300, 0), (-3, 20)])
def test_points_halve(days, points):
    assert points_after(20, 30, days) == points
    assert points_after(20, 0, days) == 20


def test_points_fade_by_the_schedule_and_not_while_somebody_reads():
    rule("kind", "form", half_life_days=30)
    lead = capture()
    assert rescore_fading(now=NOW + timedelta(days=30)) == 1
    assert Lead.objects.get(pk=lead.pk).score == 10


def test_an_order_is_a_reason_at_once():
    rule("orders", "1")
    lead = capture()
    lead.customer.orders_count, lead.customer.last_order_at = 1, NOW
    assert rescore(lead).score == 20


def test_facts_of_a_merged_customer_count_until_the_merge_is_undone():
    rule("kind", "form")
    rule("kind", "import", points=5)
    ours, theirs = capture(), capture("import:1", kind="import", email="ann@other.example")
    merge = merge_customers(ours.customer, theirs.customer, by=None)
    assert list(Lead.objects.values_list("pk", "score")) == [(ours.pk, 25)]
    assert capture("form-entry:9", email="ann@other.example") == ours
    unmerge_customers(merge, by=None)
    assert set(Lead.objects.values_list("pk", flat=True)) == {ours.pk, theirs.pk}
