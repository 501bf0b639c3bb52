"""Being right and being right by chance, on histories whose future is known."""

from datetime import date, timedelta

import pytest

from crm_core.order_signals import evidence
from crm_core.order_signals.evidence import evidence_of
from crm_core.order_signals.fitting import refit, try_out
from crm_core.order_signals.history import OrderHistory, Purchase
from crm_core.order_signals.kinds import FORECASTS, SignalKind
from crm_core.order_signals.measuring import QUESTIONS, cut_offs, interval, measure
from crm_core.order_signals.models import BoughtTogether, SignalBasis, SignalTrial
from crm_core.order_signals.queries import Catalogue, accounts_of, current_model, near_of
from crm_core.order_signals.services import look_at_due
from crm_core.order_signals.thresholds import SHIPPED
from tests.crm_core.order_signals.kit import NOW, customer_of, line_of, open_kinds, order_of
from tests.shop.factories import ProductFactory

UNTIL = date(2026, 6, 1)


def monthly(*, orders, shift):
    """Order every 30 days so often, the last so many days before UNTIL."""
    return OrderHistory(
        Purchase(day=UNTIL - timedelta(days=shift + 30 * place), value=10.0, products={1: 1})
        for place in range(orders)
    )


#: Forty who order on, twenty who stopped 200 days before the end.
PEOPLE = [monthly(orders=14, shift=place % 30) for place in range(40)]
PEOPLE += [monthly(orders=8, shift=200 + place) for place in range(20)]


def test_lapsed_is_right_where_nothing_came_and_chance_counts_everybody():
    cut = UNTIL - timedelta(days=90)

    trial = measure(PEOPLE, cuts=[cut], until=UNTIL, rules=SHIPPED)["lapsed"]

    assert (trial.called, trial.right) == (20, 20)
    assert (trial.eligible, trial.eligible_right) == (60, 20)
    assert (trial.precision, trial.lift) == (1.0, 3.0)
    assert trial.low == pytest.approx(0.84, abs=0.01)


def test_a_day_whose_future_is_not_known_is_not_asked():
    trial = measure(PEOPLE, cuts=[UNTIL - timedelta(days=89)], until=UNTIL, rules=SHIPPED)["lapsed"]

    assert (trial.called, trial.eligible, trial.is_measurable) == (0, 0, False)


def test_what_comes_later_changes_no_call():
    """The same customers with a future that nobody could know: as many are called."""
    cut = UNTIL - timedelta(days=90)
    known = [OrderHistory(one for one in each.purchases if one.day <= cut) for each in PEOPLE]

    with_future = measure(PEOPLE, cuts=[cut], until=UNTIL, rules=SHIPPED)
    without = measure(known, cuts=[cut], until=UNTIL, rules=SHIPPED)

    assert {kind: trial.called for kind, trial in with_future.items()} == {
        kind: trial.called for kind, trial in without.items()
    }


def test_calls_of_one_customer_are_worth_less_than_of_many():
    many = interval([1] * 100, [1] * 80 + [0] * 20)
    few = interval([10] * 10, [10] * 8 + [0] * 2)

    assert many == pytest.approx((0.711, 0.867), abs=0.001)
    assert few[0] < many[0]
    assert few[1] > many[1]
    assert interval([], []) == (0.0, 1.0)


def test_cut_offs_lie_so_many_days_apart():
    assert list(cut_offs(date(2026, 1, 1), date(2026, 1, 16), every=7)) == [
        date(2026, 1, 1),
        date(2026, 1, 8),
        date(2026, 1, 15),
    ]


def test_every_forecast_is_measured_and_says_what_right_means():
    assert {question.kind for question in QUESTIONS} == {str(kind) for kind in FORECASTS}
    assert set(evidence.MEANS) == set(FORECASTS)


@pytest.mark.django_db
def test_the_shop_measures_itself_and_says_so():
    for place in range(35):
        customer_of(*range(200 + place, 440, 30))
        customer_of(*range(place % 30, 440, 30))

    assert "Not measured yet" in evidence_of(SignalKind.LAPSED)
    try_out(now=NOW)

    trial = SignalTrial.objects.get(kind="lapsed")
    assert trial.called == trial.right > 30
    assert evidence_of(SignalKind.LAPSED).startswith("On your shop's history: right in 100 of 100, chance ")
    few = SignalTrial.objects.get(kind="back")
    assert few.called == 0
    assert "Not measurable yet: the shop's history has 0 such cases" in evidence_of(SignalKind.BACK)
    assert "fact" in evidence_of(SignalKind.PAYMENT_OVERDUE)


@pytest.mark.django_db
def test_the_night_keeps_what_is_bought_together():
    coffee, filters, tea = (ProductFactory() for _number in range(3))
    for _number in range(12):
        buyer = customer_of()
        for days in (40, 5):
            order = order_of(buyer, days)
            line_of(order, product=coffee)
            line_of(order, product=filters)
    for _number in range(12):
        line_of(order_of(customer_of(), 40), product=tea)
    lacking = customer_of()
    for days in (40, 5):
        line_of(order_of(lacking, days), product=coffee)

    basis = refit(now=NOW)

    assert (basis.customers, SignalBasis.objects.count()) == (25, 1)
    row = BoughtTogether.objects.get(what="product", because=coffee.pk)
    assert (row.item, row.support, row.buyers) == (filters.pk, 12, 13)
    catalogue = Catalogue()
    near = near_of(accounts_of([lacking], catalogue).values(), catalogue)
    assert [one.item for one in near.products[coffee.pk]] == [filters.pk]
    look_at_due(now=NOW)
    assert open_kinds(lacking) == ["cross_sell", "review_due"]


@pytest.mark.django_db
def test_without_any_night_a_shop_is_an_unknown_one():
    assert current_model().vip_from == float("inf")
