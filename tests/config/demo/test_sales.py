"""Sales in the demo, about the orders of some regular customers."""

from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from config.demo.people import LOGINS, add_people
from config.demo.regular_history import add_regulars
from config.demo.sales import add_sales
from config.demo.sales_team import REGIONS, TEAMS
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.activities.models import Activity
from crm_core.activities.reasons import reason_words
from crm_core.approvals.models import Approval
from crm_core.approvals.rights import answerable
from crm_core.automation.models import RuleRun
from crm_core.customers.models import Customer
from crm_core.forecast.models import BacktestMonth, Quota, Snapshot
from crm_core.leads.models import Lead
from crm_core.pipeline.models import Deal, DealMove
from crm_core.rep_commissions.models import Statement
from crm_core.sequences.models import Enrolment
from crm_core.timeline.models import TimelineEntry
from shop.order.models import Order
from shop.user.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("catalogue")
def test_sales_are_coherent_and_there_once():
    import_module("crm_core.pipeline.migrations.0002_first_pipelines").fill(apps, None)
    call_command("setup_roles", verbosity=0)
    add_people()
    add_regulars(people=60, companies=8)
    now = timezone.now()

    number = add_sales(now=now)

    assert number == Deal.objects.count() > 8
    assert add_sales(now=now) == 0
    companies = Customer.objects.filter(company__isnull=False, orders_count__gt=0)
    assert not companies.filter(owner=None).exists()
    _check_deals(now)
    _check_work(now)
    assert {lead.state for lead in Lead.objects.all()} == set(Lead.State.values)
    _check_asked(now)
    _check_left(now)
    assert not TimelineEntry.objects.filter(occurred_at__gt=now).exists()
    assert not Statement.objects.filter(state="draft", starts_on__lt=now.date() - timedelta(days=65)).exists()
    for statement in Statement.objects.all():
        assert statement.total == sum(statement.lines.values_list("amount", flat=True), Decimal(0))
    assert Quota.objects.filter(user__isnull=False).count() == 5 * 15
    assert Snapshot.objects.count() == 4
    assert BacktestMonth.objects.exists()


def _check_deals(now):
    """Deals were won by orders of the same company on their day, and moved stage by stage until then."""
    won = Deal.objects.filter(state="won")
    assert won.exists()
    for deal in won.prefetch_related("deal_orders__order"):
        [link] = deal.deal_orders.all()
        order = Order.objects.get(pk=link.order_id)
        assert (deal.amount, deal.closed_at) == (order.total_incl_tax, order.date_placed)
        assert order.guest_email == deal.customer.email
    for deal in Deal.objects.filter(source__startswith="demo:").prefetch_related("moves"):
        moves = list(DealMove.objects.filter(deal=deal).order_by("moved_at", "pk"))
        assert [move.from_stage_id for move in moves[1:]] == [move.to_stage_id for move in moves[:-1]]
        assert moves[-1].to_stage_id == deal.stage_id
        assert deal.created_at <= moves[-1].moved_at <= now


def _check_work(now):
    """What is open has a reason that can be told, is for who owns the customer, and about a thing that is there."""
    open_ones = Activity.objects.filter(state="open")
    assert open_ones.exists()
    for activity in open_ones.select_related("customer"):
        assert reason_words(activity)
        assert activity.assignee_id == activity.customer.owner_id or activity.about is not None
    assert not Activity.objects.filter(state="done", done_at__gt=now).exists()


def _check_asked(now):
    """Discounts above the limit wait for the manager or were answered, and each representative is asked one."""
    assert {approval.state for approval in Approval.objects.all()} == {"open", "approved", "refused"}
    assert not Approval.objects.filter(requested_at__gt=now).exists()
    manager = User.objects.get(email="manager@kiln.example")
    assert answerable(manager).exists()
    assert answerable(User.objects.get(email="rep@kiln.example")).count() == 1


def _check_left(now):
    """Baskets wait, some reminded, some bought; sequences and a rule were at work, and one run failed."""
    assert {row.state for row in Enrolment.objects.all()} == set(Enrolment.State.values)
    assert {spell.outcome for spell in AbandonedBasket.objects.all()} == {"open", "ordered"}
    assert AbandonedBasket.objects.filter(outcome="open", reminded_at__isnull=False).exists()
    assert RuleRun.objects.filter(state="failed").count() == 1
    assert not RuleRun.objects.filter(started_at__gt=now).exists()


def test_everybody_who_sells_can_log_in():
    known = {login.email for login in LOGINS if login.group in {"sales representative", "sales manager"}}

    assert {email for region in REGIONS for email in region.reps} < known
    assert {email for members in TEAMS.values() for email in members} == known
