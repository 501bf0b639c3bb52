from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.customers.access.rows import CustomerScope
from crm_core.customers.models import Team, Territory
from crm_core.forecast.lines import forecast_of, ways_of
from crm_core.forecast.models import Quota, Snapshot, SnapshotRow
from crm_core.forecast.queries import PARTS, cells_of, together
from crm_core.forecast.rows import PARTS_SHOWN, rows_behind
from crm_core.pipeline.models import DealOrder
from shop.payments.models import Charge, Refund
from tests.crm_core.factories import CompanyFactory, CustomerFactory, rep_with, staff_with
from tests.crm_core.forecast.kit import MAY, deal, repeats, sold
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
ALL = CustomerScope(sees_all=True)
VIEW = ("customers.view_customer", "forecast.view_quota")


def parts(scope=ALL, period=MAY):
    total = together(cells_of(period, scope))
    return {part: getattr(total, part) for part in PARTS if getattr(total, part)}


def test_forecast_is_what_is_sold_weighed_and_expected():
    ana = UserFactory(is_staff=True)
    sold(CustomerFactory(owner=ana), "120.00")
    deal(CustomerFactory(owner=ana), 1000, chance=80)
    repeats(CustomerFactory(owner=ana), "75.50")

    [(place, amounts)] = cells_of(MAY, ALL).items()

    assert place == (ana.pk, None)
    assert amounts.forecast == Decimal("995.50")


def test_orders_count_in_their_month_and_currency_and_while_they_hold():
    mara = CustomerFactory()
    sold(mara, "10.00", day=date(2026, 5, 1))
    sold(mara, "20.00", day=date(2026, 5, 31))
    sold(mara, "40.00", day=date(2026, 6, 1))
    sold(mara, "80.00", currency="USD")
    sold(mara, "160.00", status="Cancelled")

    assert parts() == {"achieved": Decimal("30.00")}


def test_money_that_went_back_is_not_achieved():
    order = sold(CustomerFactory(), "100.00")
    charge = Charge.objects.create(
        order=order,
        method="m",
        reference="c",
        amount=100,
        amount_captured=100,
        currency="EUR",
        state="succeeded",
    )
    for key, state in (("a", "succeeded"), ("b", "requested")):
        Refund.objects.create(
            order=order, charge=charge, key=key, reference=key, amount=30, currency="EUR", state=state
        )

    assert parts() == {"achieved": Decimal("70.00")}


@pytest.mark.parametrize(
    ("chance", "category", "weighted"),
    [(75, "committed", 750), (74, "best_case", 740), (50, "best_case", 500), (49, "pipeline", 490)],
)
def test_category_goes_by_the_chance(chance, category, weighted):
    deal(CustomerFactory(), 1000, chance=chance)

    assert parts() == {category: Decimal(1000), "weighted": Decimal(weighted)}


def test_deals_of_other_months_currencies_and_without_a_day_are_left_out():
    mara = CustomerFactory()
    deal(mara, 1, day=date(2026, 6, 1))
    deal(mara, 2, day=None)
    deal(mara, 4, currency="USD")

    assert parts() == {}


@pytest.mark.parametrize(
    ("expected", "left"),
    [("500.00", "100.00"), ("400.00", None), ("100.00", None)],
    ids=["more", "same", "less"],
)
def test_deal_covers_the_repeat_orders_of_its_account_up_to_its_weight(expected, left):
    mara = CustomerFactory()
    deal(mara, 800, chance=50)
    repeats(mara, expected)
    repeats(CustomerFactory(), "7.00")

    found = parts().get("repeat")

    assert found == Decimal(left or 0) + Decimal("7.00")


def test_what_a_deals_order_brought_is_not_expected_once_more():
    mara = CustomerFactory()
    open_one = deal(mara, 1000, chance=80)
    DealOrder.objects.create(order=sold(mara, 300), deal=open_one)
    DealOrder.objects.create(order=sold(mara, 200, status="Cancelled"), deal=open_one)

    assert parts() == {"achieved": 300, "committed": 700, "weighted": 560}


def test_deal_of_a_companys_person_covers_the_companys_repeat_orders():
    company = CompanyFactory()
    account = CustomerFactory(kind="company", company=company)
    repeats(account, 1000)
    deal(CustomerFactory(company=company), 800, chance=50)

    assert parts() == {"best_case": 800, "weighted": 400, "repeat": 600}


def test_deal_of_another_month_covers_nothing():
    mara = CustomerFactory()
    deal(mara, 800, day=date(2026, 6, 2))
    repeats(mara, "500.00")

    assert parts() == {"repeat": Decimal("500.00")}


def test_orders_of_a_companys_people_count_for_the_company_once():
    company, ana, ben = CompanyFactory(), UserFactory(is_staff=True), UserFactory(is_staff=True)
    account = CustomerFactory(kind="company", company=company, owner=ana)
    person = CustomerFactory(company=company, owner=ben)
    sold(person, "50.00")
    for customer in (account, person):
        repeats(customer, "30.00")

    [(place, amounts)] = cells_of(MAY, ALL).items()

    assert place == (ana.pk, None)
    assert (amounts.achieved, amounts.repeat) == (Decimal(50), Decimal(30))


def test_deal_counts_for_its_owner():
    ana, ben = UserFactory(is_staff=True), UserFactory(is_staff=True)
    deal(CustomerFactory(owner=ana), 100, owner=ben)

    assert list(cells_of(MAY, ALL)) == [(ben.pk, None)]


@pytest.fixture
def world():
    """Two representatives with customers of each sort, one customer of nobody in a territory."""
    ana, ben = rep_with(*VIEW), rep_with(*VIEW)
    north = Territory.objects.create(name="North")
    for owner, factor in ((ana, 1), (ben, 2), (None, 4)):
        for _copy in range(2):
            customer = CustomerFactory(owner=owner, territory=None if owner else north)
            sold(customer, 100 * factor)
            deal(customer, 1000 * factor, chance=90)
            deal(customer, 500 * factor, chance=60)
            deal(customer, 300 * factor, chance=33)
            repeats(CustomerFactory(owner=owner, territory=customer.territory), 40 * factor)
            repeats(customer, 2000 * factor)
    return ana, ben, north


def test_every_figure_is_the_sum_of_its_rows(world):
    ana, _ben, _north = world
    boss = staff_with(*VIEW)
    for user in (ana, boss):
        forecast = forecast_of(user, MAY)
        for line in [*forecast.lines, forecast.total]:
            by = "" if line is forecast.total else "user"
            for part in PARTS_SHOWN:
                behind = rows_behind(user, MAY, part, by=by, key=line.key)
                rows = behind.rows_for(user, behind.queryset)
                assert sum(row.amount for row in rows) == behind.total == getattr(line.amounts, part)


def test_representative_sees_their_own_alone(world):
    ana, _ben, _north = world

    forecast = forecast_of(ana, MAY)

    assert [line.key for line in forecast.lines] == [ana.pk]
    assert forecast.total.amounts.achieved == Decimal(200)
    assert ways_of(ana) == ["user"]


def test_quota_of_a_colleague_is_not_told_by_what_lies_in_ones_territory(world):
    _ana, ben, north = world
    reader = rep_with(*VIEW, "customers.view_territory_customer")
    north.members.add(reader)
    sold(CustomerFactory(owner=ben, territory=north), "10.00")
    for user in (reader, ben):
        Quota.objects.create(user=user, kind="month", starts_on=MAY.start, amount=400)

    forecast = forecast_of(reader, MAY)

    assert {line.key: line.quota for line in forecast.lines} == {reader.pk: 400, ben.pk: None, None: None}
    assert forecast.total.quota == 400


def test_total_is_held_against_the_quota_by_the_lines_that_have_one(world):
    ana, _ben, _north = world
    Quota.objects.create(user=ana, kind="month", starts_on=MAY.start, amount=400)

    total = forecast_of(staff_with(*VIEW), MAY).total

    assert (total.amounts.achieved, total.quota, total.attained) == (Decimal(1400), Decimal(400), Decimal(50))


def test_team_is_its_members_together(world):
    ana, ben, _north = world
    team = Team.objects.create(name="Trade")
    team.members.set([ana, ben])
    boss = rep_with(*VIEW, "customers.view_team_customer")
    team.members.add(boss)
    Quota.objects.create(team=team, kind="month", starts_on=MAY.start, amount=1000)

    [line] = forecast_of(boss, MAY, by="team").lines

    assert (line.label, line.amounts.achieved, line.quota) == ("Trade", Decimal(600), Decimal(1000))
    assert line.gap == 1000 - line.amounts.forecast
    assert ways_of(boss) == ["user", "team"]


def test_lines_by_territory_have_one_for_what_is_in_none(world):
    lines = forecast_of(staff_with(*VIEW), MAY, by="territory").lines

    assert [(line.label, line.amounts.achieved) for line in lines] == [
        ("North", Decimal(800)),
        ("No territory", Decimal(600)),
    ]


def test_quarter_without_a_quota_has_that_of_its_months():
    ana = rep_with(*VIEW)
    for month, amount in ((4, 100), (5, 200)):
        Quota.objects.create(user=ana, kind="month", starts_on=date(2026, month, 1), amount=amount)
    quarter = type(MAY).holding(MAY.start, "quarter")

    assert forecast_of(ana, quarter).total.quota == Decimal(300)
    Quota.objects.create(user=ana, kind="quarter", starts_on=date(2026, 4, 1), amount=500)
    assert forecast_of(ana, quarter).total.quota == Decimal(500)


def test_period_before_is_measured_by_the_first_snapshot_of_its_days():
    ana = rep_with(*VIEW)
    sold(CustomerFactory(owner=ana), "100.00", day=date(2026, 4, 20))
    for day, amount in ((date(2026, 4, 2), 125), (date(2026, 4, 20), 90)):
        snapshot = Snapshot.objects.create(taken_on=day, taken_at=MAY.bounds[0], currency="EUR")
        SnapshotRow.objects.create(
            snapshot=snapshot,
            month=date(2026, 4, 1),
            owner=ana,
            achieved=0,
            committed=0,
            best_case=0,
            pipeline=0,
            weighted=25,
            repeat=amount - 25,
        )

    line = forecast_of(ana, MAY).total

    assert (line.past_forecast, line.past_actual, line.past_error) == (
        Decimal(125),
        Decimal(100),
        Decimal(25),
    )
    assert line.past_error_text == "+25 %"


def test_statements_are_as_many_whatever_there_is(world):
    boss = staff_with(*VIEW)
    forecast_of(boss, MAY)
    with CaptureQueriesContext(connection) as few:
        forecast_of(boss, MAY)
    for _copy in range(5):
        customer = CustomerFactory(owner=UserFactory(is_staff=True))
        sold(customer, 5)
        deal(customer, 5)
        repeats(customer, 5)
    with CaptureQueriesContext(connection) as many:
        forecast_of(boss, MAY)

    assert len(many) == len(few)
