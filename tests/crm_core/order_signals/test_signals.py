"""What is said of orders, without a database: every kind with who just does and who just does not."""

from datetime import date, timedelta
from math import log

import pytest

from crm_core.order_signals.cross_selling import by_reason, gaps, neighbours
from crm_core.order_signals.history import OrderHistory, Purchase
from crm_core.order_signals.kinds import WEIGHTS, SignalKind
from crm_core.order_signals.order_facts import OrderFacts, review_due
from crm_core.order_signals.quantities import levels
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.signals import Account, Near, next_look, signals_at
from crm_core.order_signals.thresholds import SHIPPED, Thresholds
from crm_core.scores.intervals import IntervalModel

TODAY = date(2026, 6, 1)
#: Everybody's usual interval is 30 days, and nobody's own gaps change that much: due after 36, lapsed after 90.
STEADY = IntervalModel(mean=log(30), between=1e-9, within=1.0)
MODEL = ShopModel(intervals=STEADY, products=STEADY, vip_from=1000.0)
NOTHING_NEAR = Near()


def history(*days_ago, value=100.0, pieces=10, product=7, cancelled_on=None):
    return OrderHistory(
        Purchase(
            day=TODAY - timedelta(days=ago),
            value=value,
            products={product: pieces},
            cancelled_on=cancelled_on,
        )
        for ago in days_ago
    )


def told(found, *, day=TODAY, model=MODEL, near=NOTHING_NEAR, orders=()):
    account = Account(history=found, orders=orders)
    return {str(one.kind): one for one in signals_at(account, day=day, model=model, near=near, rules=SHIPPED)}


@pytest.mark.parametrize(
    ("days_ago", "kinds"),
    [
        pytest.param((0,), {"first_order"}, id="first-today"),
        pytest.param((30,), {"first_order"}, id="first-30-days"),
        pytest.param((31,), set(), id="first-is-old-news"),
        pytest.param((96, 66, 36), set(), id="in-time"),
        pytest.param((97, 67, 37), {"reorder_due"}, id="due"),
        pytest.param((37, 7), set(), id="two-orders-are-no-rhythm"),
        pytest.param((150, 120, 90), {"reorder_due"}, id="nearly-lapsed"),
        pytest.param((151, 121, 91), {"lapsed"}, id="lapsed"),
        pytest.param((121, 91), {"lapsed"}, id="lapsed-after-two"),
        pytest.param((91,), set(), id="once-only-has-no-interval"),
        pytest.param((221, 191, 101, 10), {"back"}, id="back"),
        pytest.param((220, 190, 100, 10), set(), id="nearly-a-silence"),
        pytest.param((252, 222, 122, 31), set(), id="back-is-old-news"),
    ],
)
def test_the_days_of_orders_say(days_ago, kinds):
    assert set(told(history(*days_ago))) - {"product_due"} == kinds


def test_a_signal_names_the_day_since_when_it_holds():
    due = told(history(110, 80, 50))["reorder_due"]
    gone = told(history(220, 190, 160))["lapsed"]

    assert (due.since, due.data) == (TODAY - timedelta(days=50 - 37), {"usual": 30})
    assert gone.since == TODAY - timedelta(days=160 - 91)


@pytest.mark.parametrize(("value", "is_vip"), [(400.0, True), (300.0, False)])
def test_a_lapsed_account_of_the_best_tenth_is_a_lost_vip(value, is_vip):
    assert ("vip_lost" in told(history(151, 121, 91, value=value))) is is_vip


def test_a_regular_product_is_due_while_other_goods_go_on_being_ordered():
    coffee = [100, 70, 40]
    found = OrderHistory([*history(*coffee).purchases, *history(70, 40, 10, product=8).purchases])

    due = told(found)["product_due"]

    assert due.data == {
        "products": [
            {"product": 7, "usual": 30, "since": (TODAY - timedelta(days=3)).isoformat()},
        ]
    }
    assert "product_due" not in told(found, day=TODAY - timedelta(days=4))


def test_only_what_was_known_on_the_day_counts():
    found = history(151, 121, 91, 5)

    assert set(told(found, day=TODAY - timedelta(days=6))) == {"reorder_due"}
    assert set(told(found, day=TODAY - timedelta(days=5))) == set()
    assert set(told(history(151, 121, 91), day=TODAY)) - {"product_due"} == {"lapsed"}


def test_a_cancelled_order_counted_until_its_cancellation():
    found = OrderHistory(
        [*history(151, 121, 91).purchases, *history(5, cancelled_on=TODAY - timedelta(days=2)).purchases]
    )

    assert "lapsed" not in told(found, day=TODAY - timedelta(days=3))
    assert "lapsed" in told(found)


def buying(*, pieces):
    """Order every 15 days for 240 days, with so many pieces in each of the last orders."""
    steps = range(0, 240, 15)
    return OrderHistory(
        Purchase(
            day=TODAY - timedelta(days=ago),
            value=10.0 * (number := pieces if ago < 42 else 10),
            products={7: number},
        )
        for ago in steps
    )


FORTNIGHTLY = ShopModel(intervals=IntervalModel(mean=log(15), between=1e-9, within=1.0), products=STEADY)


@pytest.mark.parametrize(("pieces", "dropped"), [(4, True), (6, False), (10, False)])
def test_ordering_half_of_what_was_usual_is_told(pieces, dropped):
    assert ("quantity_dropped" in told(buying(pieces=pieces), model=FORTNIGHTLY)) is dropped


def test_who_orders_nothing_at_all_has_not_dropped_but_lapsed():
    found = OrderHistory(one for one in buying(pieces=10).purchases if (TODAY - one.day).days > 92)

    assert set(told(found, model=FORTNIGHTLY)) - {"product_due"} == {"lapsed"}


def test_three_years_of_history_know_the_season():
    """Every summer 20 a week, every winter 100: the summer is no drop."""
    purchases = [
        Purchase(day=day, value=20.0 if 4 <= day.month <= 9 else 100.0, products={7: 1})
        for ago in range(0, 4 * 365, 7)
        if (day := TODAY - timedelta(days=ago))
    ]
    whole = OrderHistory(purchases)
    short = OrderHistory(one for one in purchases if (TODAY - one.day).days < 400)

    seasonal = levels(whole, day=TODAY, usual=15)[0]
    plain = levels(short, day=TODAY, usual=15)[0]

    assert (seasonal.seasonal, plain.seasonal) == (True, False)
    assert seasonal.drop < 0.3
    assert plain.drop > 0.5


GAP_RULES = Thresholds(gap_support=3, gap_confidence=0.5, gap_lift=1.2)


def test_a_gap_is_what_those_with_alike_baskets_buy_and_one_never_did():
    baskets = [{1, 2, 3}] * 6 + [{1, 2}] * 2 + [{4, 5}] * 8
    near = by_reason(neighbours([1, 2, 3, 4, 5], baskets))

    found = gaps({1, 2}, near, rules=GAP_RULES)

    assert [(gap.item, gap.reason.support, gap.reason.buyers) for gap in found] == [(3, 6, 8)]
    assert found[0].reason.lift == pytest.approx((6 / 8) / (6 / 16))
    assert gaps({1, 2, 3}, near, rules=GAP_RULES) == []
    assert gaps({99}, near, rules=GAP_RULES) == []


def test_too_few_with_both_are_no_gap():
    near = by_reason(neighbours([1, 2], [{1, 2}] * 2 + [{3}] * 8))

    assert gaps({1}, near, rules=GAP_RULES) == []


def order(**days):
    """An order of 40 days ago, with days ago of what happened to it."""
    at = {name: TODAY - timedelta(days=ago) for name, ago in days.items() if name != "trouble"}
    trouble = [TODAY - timedelta(days=ago) for ago in days.get("trouble", ())]
    return OrderFacts(
        order=1,
        number="K1",
        placed_on=at.pop("placed_on", TODAY - timedelta(days=40)),
        trouble_on=trouble,
        **at,
    )


@pytest.mark.parametrize(
    ("facts", "kinds"),
    [
        pytest.param({"due_on": 1}, {"payment_overdue"}, id="overdue"),
        pytest.param({"due_on": 0}, set(), id="due-today"),
        pytest.param({"due_on": 5, "paid_on": 2}, set(), id="paid-late"),
        pytest.param({"due_on": 5, "cancelled_on": 2}, set(), id="overdue-cancelled"),
        pytest.param({"promised_on": 1}, {"delivery_late"}, id="late"),
        pytest.param({"promised_on": 0}, set(), id="promised-today"),
        pytest.param({"promised_on": 5, "dispatched_on": 2}, set(), id="sent-late"),
        pytest.param({"dispatched_on": 14}, {"review_due"}, id="review"),
        pytest.param({"dispatched_on": 13}, set(), id="review-too-soon"),
        pytest.param({"dispatched_on": 60, "placed_on": 70}, set(), id="review-too-late"),
        pytest.param({"dispatched_on": 20, "reviewed_on": 3}, set(), id="reviewed"),
        pytest.param({"dispatched_on": 20, "trouble": [10]}, set(), id="refund-open"),
        pytest.param({"dispatched_on": 20, "trouble": [31]}, {"review_due"}, id="refund-long-ago"),
        pytest.param({"dispatched_on": 20, "due_on": -5}, set(), id="not-paid-yet"),
    ],
)
def test_an_order_waits_for(facts, kinds):
    assert {str(one.kind) for one in told_of(order(**facts))} == kinds


def told_of(*orders):
    return signals_at(
        Account(history=OrderHistory([]), orders=orders),
        day=TODAY,
        model=MODEL,
        near=NOTHING_NEAR,
        rules=SHIPPED,
    )


def test_nobody_is_asked_for_a_review_while_another_order_is_open():
    sent, late = order(dispatched_on=20), order(promised_on=3)

    assert review_due([sent], day=TODAY) == (sent, TODAY - timedelta(days=6))
    assert review_due([sent, late], day=TODAY) is None


@pytest.mark.parametrize(
    ("days_ago", "looks_on"),
    [
        pytest.param((70, 40, 10), TODAY - timedelta(days=10) + timedelta(days=31), id="news-end-first"),
        pytest.param((95, 65, 35), TODAY + timedelta(days=2), id="due"),
        pytest.param((148, 118, 88), TODAY + timedelta(days=3), id="lapse"),
        pytest.param((1000, 970, 940), TODAY + timedelta(days=90), id="long-silent"),
    ],
)
def test_the_next_look_is_when_something_may_change(days_ago, looks_on):
    account = Account(history=history(*days_ago))

    assert next_look(account, day=TODAY, model=MODEL, rules=SHIPPED) == looks_on


def test_between_two_looks_nothing_changes():
    account = Account(history=history(190, 160, 131, 100), orders=(order(due_on=-3, promised_on=-9),))
    day, end = TODAY - timedelta(days=60), TODAY + timedelta(days=60)
    while day < end:
        looked = {(one.kind, one.since) for one in _all(account, day)}
        following = next_look(account, day=day, model=MODEL, rules=SHIPPED)
        for step in range(1, (following - day).days):
            assert {(one.kind, one.since) for one in _all(account, day + timedelta(days=step))} == looked
        day = following


def _all(account, day):
    return signals_at(account, day=day, model=MODEL, near=NOTHING_NEAR, rules=SHIPPED)


def test_every_kind_has_a_weight():
    assert set(WEIGHTS) == set(SignalKind)
