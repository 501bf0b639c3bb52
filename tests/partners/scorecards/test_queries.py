"""A quarter in figures, and who stands where."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.deal_registrations.models import DealRegistration
from partners.lead_distribution.models import LeadOffer
from partners.scorecards import readings
from partners.scorecards.models import BusinessPlan, PlanGoal
from partners.scorecards.quarters import Quarter, quarter_of
from partners.scorecards.queries import leaderboard, scorecard
from partners.scorecards.services import set_named
from partners.sell_through.models import Kind, SellThroughReport
from shop.order.models import Order
from shop.time_zones import shop_day
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.lead_distribution.factories import make_lead
from tests.partners.sell_through.factories import ReportingTermsFactory, reported
from tests.partners.training.factories import CourseFactory, certificate
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 4)
INSIDE = datetime(2026, 10, 20, 12, tzinfo=UTC)


@pytest.fixture
def account():
    return PartnerAccountFactory()


def bought(account, total, *, at=INSIDE):
    order = OrderFactory()
    Order.objects.filter(pk=order.pk).update(
        company=account.company,
        date_placed=at,
        total_incl_tax=total,
        total_excl_tax=total,
        shipping_excl_tax=0,
        shipping_incl_tax=0,
    )


def offer(account, number, state, *, hours=None, by=None):
    answered = INSIDE + timedelta(hours=hours) if hours is not None else None
    LeadOffer.objects.create(
        lead=make_lead(number),
        account=account,
        state=state,
        offered_at=INSIDE,
        answer_due_at=INSIDE,
        answered_at=answered,
        answered_by=by,
        reason="area" if state == "declined" else "",
    )


def test_revenue_and_growth_over_a_year(account):
    bought(account, 150)
    bought(account, 100, at=INSIDE.replace(year=2025))
    bought(account, 999, at=INSIDE.replace(month=9))

    assert readings.revenue(account, QUARTER) == 150
    assert readings.growth(account, QUARTER) == 50
    assert readings.growth(account, QUARTER.before) is None


def test_registrations_approved_and_won(account):
    for number, (state, is_approved) in enumerate(
        [("won", True), ("lost", True), ("approved", True), ("rejected", False)]
    ):
        DealRegistration.objects.create(
            account=account,
            customer_name=f"Hotel {number}",
            country="DE",
            state=state,
            submitted_at=INSIDE,
            answer_due_at=INSIDE,
            answered_at=INSIDE,
            approved_at=INSIDE if is_approved else None,
            closed_at=INSIDE if state in {"won", "lost", "rejected"} else None,
            protected_until=INSIDE if is_approved else None,
        )

    assert readings.approval_rate(account, QUARTER) == 75
    assert readings.win_rate(account, QUARTER) == 50


def test_leads_accepted_won_and_how_soon(account):
    user = UserFactory()
    offer(account, 1, "won", hours=2, by=user)
    offer(account, 2, "accepted", hours=6, by=user)
    offer(account, 3, "declined", hours=4, by=user)
    offer(account, 4, "recalled")
    offer(account, 5, "offered")

    assert readings.acceptance(account, QUARTER) == 50
    assert readings.conversion(account, QUARTER) == 50
    assert readings.answer_hours(account, QUARTER) == 4


def test_reports_in_time(account, time_machine):
    time_machine.move_to(datetime(2026, 12, 1, 12, tzinfo=UTC))
    ReportingTermsFactory(account=account)
    sku = ProductFactory().stockrecords.get().partner_sku
    for kind, day in ((Kind.SALES, 5), (Kind.STOCK, 20)):
        head = (
            f"sku,quantity,sold_on\n{sku},3,2026-10-05\n"
            if kind == Kind.SALES
            else f"sku,quantity\n{sku},9\n"
        )
        report = reported(account, head, kind=kind)
        SellThroughReport.objects.filter(pk=report.pk).update(
            submitted_at=datetime(2026, 11, day, 10, tzinfo=UTC)
        )

    assert readings.punctuality(account, QUARTER) == 50
    # 62 days of the quarter until today: 9 pieces last 9 * 62 / 3 days.
    assert readings.days_of_cover(account, QUARTER) == 186
    assert readings.stock_turns(account, QUARTER).quantize(Decimal("0.01")) == Decimal("1.96")


def test_nothing_to_measure_is_a_dash(account):
    card = scorecard(account, QUARTER)

    words = {score.metric.name: score.words for score in card.scores}
    assert {name for name, written in words.items() if written != "–"} == {"revenue", "certificates"}
    assert words["certificates"] == "0"
    assert card.plan is None


def test_goal_is_reached_by_more_or_by_less(account):
    bought(account, 150)
    user = UserFactory()
    offer(account, 1, "accepted", hours=6, by=user)
    plan = BusinessPlan.objects.create(account=account, year=2026, number=4)
    for metric, target in (("revenue", 150), ("lead_answer", 4), ("growth", 5)):
        PlanGoal.objects.create(plan=plan, metric=metric, target=target)

    found = {score.metric.name: score.is_reached for score in scorecard(account, QUARTER).scores}

    assert (found["revenue"], found["lead_answer"], found["growth"]) == (True, False, None)


def test_number_of_queries_does_not_depend_on_rows(account):
    scorecard(account, QUARTER)
    with CaptureQueriesContext(connection) as before:
        scorecard(account, QUARTER)
    for number in range(1, 4):
        bought(account, 50)
        offer(account, number, "accepted", hours=1, by=UserFactory())
    with CaptureQueriesContext(connection) as after:
        scorecard(account, QUARTER)

    assert len(after) == len(before)


def test_leaderboard_names_only_who_agreed(account):
    named, silent = PartnerAccountFactory(), PartnerAccountFactory()
    bought(named, 300)
    bought(silent, 200)
    bought(account, 200)
    set_named(named, is_named=True, by=UserFactory())

    places = leaderboard(account, QUARTER)

    assert [(place.rank, place.name, place.is_own) for place in places] == [
        (1, named.company.name, False),
        (2, account.company.name, True),
        (2, "", False),
    ]


def test_certificates_that_are_good_count_each_person_and_course_once(account):
    member, course = PartnerUserFactory(account=account), CourseFactory()
    certificate(member, course)
    certificate(member, course, number="KC-AAAAA-CCCCC")
    certificate(member, CourseFactory(title="Over"), number="KC-AAAAA-DDDDD", days=-1)
    this_quarter = quarter_of(shop_day())

    assert readings.certificates(account, this_quarter) == 1
    assert readings.certificates(account, this_quarter.a_year_before) == 0
