from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.approvals.models import Approval
from crm_core.automation.facts import Facts
from crm_core.automation.registry import ACTIONS, FIELDS
from crm_core.customers.attention import open_items, suggestions
from crm_core.customers.merging.services import merge_customers, unmerge_customers
from crm_core.customers.services import attach_order
from crm_core.pipeline.approvals import fingerprint
from crm_core.pipeline.customer_page import deals_panel
from crm_core.pipeline.erasure import forget
from crm_core.pipeline.errors import RequirementsError
from crm_core.pipeline.figures import deals_without_step, open_deals, overdue_deals
from crm_core.pipeline.models import AccountPosition, Deal, DealContact
from crm_core.pipeline.orders import win_deal
from crm_core.pipeline.people import org_chart
from crm_core.pipeline.search_provider import find_deals
from crm_core.pipeline.services import NewLine, change_deal, move_deal
from crm_core.pipeline.timeline import on_deal_won
from crm_core.pipeline.white_space import white_space
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Event
from shop.events.payloads import event_from
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with, staff_with
from tests.crm_core.pipeline.factories import deal, stage
from tests.shop.factories import CategoryFactory, OrderFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_the_customers_page_names_what_waits(rep):
    customer = CustomerFactory()
    deal(customer=customer, title="Late", expected_close_on=timezone.localdate() - timedelta(days=1))
    deal(customer=customer, title="Still", opened_at=timezone.now() - timedelta(days=20))
    assert [
        item.label for item in open_items(customer, rep) if "No next" in item.label or "overdue" in item.label
    ] == [
        "Deal overdue: Late",
        "No next step: Still",
    ]
    idea = next(each for each in suggestions(customer, rep) if "Still" in each.label)
    assert (idea.label, idea.reason) == ("Move on with “Still”", "stuck in “Qualified” for 20 days")


def test_the_panel_shows_the_accounts_deals_that_one_sees():
    company = CompanyFactory()
    user = rep_with("customers.view_customer", "pipeline.view_deal")
    firm = CustomerFactory(company=company, kind="company", owner=user)
    own = deal(customer=firm)
    deal(customer=CustomerFactory(company=company), title="Of a colleague's contact")
    assert [row.pk for row, _marks in deals_panel(firm, user)["opened"]] == [own.pk]


def test_larger_deals_of_colleagues_push_none_of_ones_own_off_the_panel():
    company = CompanyFactory()
    user = rep_with("customers.view_customer", "pipeline.view_deal")
    firm, contact = (
        CustomerFactory(company=company, kind="company", owner=user),
        CustomerFactory(company=company),
    )
    own = deal(customer=firm, amount=Decimal(5))
    for _copy in range(10):
        deal(customer=contact, amount=Decimal(500))
    assert [row.pk for row, _marks in deals_panel(firm, user)["opened"]] == [own.pk]


def test_a_win_is_told_once(rep):
    held = deal(amount=Decimal(50))
    win_deal(held, by=rep)
    row = Event.objects.get(name="DealWon")
    for _delivery in range(2):
        on_deal_won(event_from(row.name, row.payload, version=row.version))
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.customer, entry.data["to"], entry.data["amount"]) == (
        "deal.won",
        held.customer,
        "Won",
        "50.00",
    )


def test_the_timeline_tells_deals_in_words(client, rep, site):
    held = deal()
    win_deal(held, by=rep)
    row = Event.objects.get(name="DealWon")
    on_deal_won(event_from(row.name, row.payload, version=row.version))
    client.force_login(rep)
    text = client.get(reverse("customers:inspect", args=[held.customer_id])).content.decode()
    assert "Deal won" in text
    assert reverse("deals:inspect", args=[held.pk]) in text


def test_the_search_finds_the_deals_that_one_sees():
    user = rep_with("customers.view_customer", "pipeline.view_deal")
    own = deal(title="Blue vases", customer=CustomerFactory(owner=user, name="Kos"))
    deal(title="Blue bowls")
    assert [hit.title for hit in find_deals("blue", user)] == [own.title]
    assert [hit.title for hit in find_deals("Kos", user)] == [own.title]


def test_the_start_page_counts_ones_own(rep):
    other = staff_with("pipeline.view_deal", "customers.view_customer")
    late = timezone.localdate() - timedelta(days=1)
    planned = deal(owner=rep, amount=Decimal(50), expected_close_on=late)
    deal(owner=other, amount=Decimal(70))
    plan_activity(PlannedActivity(subject="Call", due_at=timezone.now(), about=planned))
    assert (open_deals(rep).value, open_deals(rep).note, overdue_deals(rep).value) == ("1", "€50.00", "1")
    assert deals_without_step(rep) is None
    assert deals_without_step(other).value == "1"


def test_deals_go_along_with_a_merge_and_come_back(rep):
    kept, gone = CustomerFactory(), CustomerFactory()
    held = deal(customer=gone)
    merge = merge_customers(kept, gone, by=rep)
    assert Deal.objects.get().customer == kept
    unmerge_customers(merge, by=rep)
    assert Deal.objects.get(pk=held.pk).customer == gone


def test_who_is_forgotten_leaves_the_sums():
    boss = CustomerFactory()
    held = deal(customer=boss, amount=Decimal(50), title="Vases for Mara")
    move_deal(held, stage("Needs known"), by=None, reason="Mara called")
    other = deal()
    DealContact.objects.create(deal=other, person=boss, role="decider")
    AccountPosition.objects.create(person=boss, position="CEO")
    forget([boss.pk])
    now = Deal.objects.get(pk=held.pk)
    assert (now.title, now.amount, {move.reason for move in now.moves.all()}) == ("–", 50, {""})
    assert (DealContact.objects.count(), AccountPosition.objects.count()) == (0, 0)


def test_the_chart_forgives_circles():
    company = CompanyFactory()
    boss, clerk, loner = (CustomerFactory(name=name, company=company) for name in ("Boss", "Clerk", "Loner"))
    AccountPosition.objects.create(person=clerk, reports_to=boss)
    held = deal(customer=CustomerFactory(company=company, kind="company"))
    names = {each.pk: each.name for each in (boss, clerk, loner)}
    tops = org_chart(held, [boss, clerk, loner], name_of=names)
    assert [(top.name, [below.name for below in top.reports]) for top in tops] == [
        ("Boss", ["Clerk"]),
        ("Loner", []),
    ]
    AccountPosition.objects.create(person=boss, reports_to=clerk)
    tops = org_chart(held, [boss, clerk, loner], name_of=names)
    assert sorted(top.name for top in tops) == ["Boss", "Clerk", "Loner"]


def test_white_space_is_what_peers_buy(django_capture_on_commit_callbacks):
    vases, bowls = CategoryFactory(name="Vases"), CategoryFactory(name="Bowls")
    vase, bowl = ProductFactory(categories=[vases]), ProductFactory(categories=[bowls])
    mine = attach_order(OrderFactory(guest_email="a@b.example", lines=[(vase, 1)]))
    attach_order(OrderFactory(guest_email="c@d.example", lines=[(vase, 1), (bowl, 1)]))
    assert [(gap.category, gap.share) for gap in white_space(mine)] == [(bowls, 50)]


def test_a_stage_may_ask_for_an_approval_of_the_deal_as_it_is():
    strict = stage("Needs known")
    strict.requires = ["approved", "next_step"]
    strict.save()
    held = deal(lines=[NewLine(product=ProductFactory(price="12.00"))])
    with pytest.raises(RequirementsError) as refused:
        move_deal(held, strict, by=None)
    assert refused.value.missing == ["Plan what happens next, and when.", "Have it approved first."]
    plan_activity(PlannedActivity(subject="Call", due_at=timezone.now(), about=held))
    Approval.objects.create(
        kind="deal",
        about=held,
        state="approved",
        fingerprint=fingerprint(held),
        requested_at=timezone.now(),
        closed_at=timezone.now(),
    )
    before = fingerprint(held)
    line = held.lines.get()
    line.discount = Decimal(90)
    line.save()
    assert fingerprint(held) != before  # another discount, another question
    with pytest.raises(RequirementsError):
        move_deal(held, strict, by=None)
    line.discount = Decimal(0)
    line.save()
    move_deal(held, strict, by=None)
    assert Deal.objects.get().stage == strict


def test_rules_know_deals():
    assert {"create_deal", "change_stage"} <= set(ACTIONS.names())
    assert {"deal.amount", "deal.stage", "deal.days_in_stage"} <= set(FIELDS.names())
    held = deal(amount=Decimal(5))
    change_deal(held, by=None, amount=Decimal(7))
    assert Event.objects.get(name="DealChanged").payload["changes"] == {"amount": ["5.00", "7"]}


@pytest.mark.parametrize(("currency", "amount"), [("", Decimal(5)), ("USD", None)])
def test_rules_compare_amounts_of_the_shops_currency_alone(currency, amount):
    held = deal(amount=Decimal(5), currency=currency)
    facts = Facts(at=timezone.now(), subjects={"deal": held})
    assert FIELDS["deal.amount"].read(facts) == amount
