"""The year of orders as it is planned, without a database."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from config.demo.customers import shoppers
from config.demo.order_plan import KEPT_BACK, pieces, plan_orders
from config.demo.reviews import reviewed_products, written_reviews
from shop.order.numbers import is_well_formed

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
PIECES = pieces()
REVIEWED = reviewed_products(written_reviews())


def plans_at(now):
    return plan_orders(shoppers(), PIECES, reviewed=REVIEWED, partners=["nordlicht"], now=now)


@pytest.fixture(scope="module")
def plans():
    return plans_at(NOW)


def state_of(plan):
    fate = plan.fate
    if fate.cancelled_at:
        return "cancelled"
    if fate.completed_at:
        return "complete"
    if fate.dispatched_at:
        return "dispatched" if fate.paid_at else "invoiced"
    return "paid" if fate.paid_at else "waiting"


def test_a_year_of_orders_in_every_state(plans):
    states = Counter(state_of(plan) for plan in plans)

    assert 150 <= len(plans) <= 300
    assert set(states) == {"cancelled", "complete", "dispatched", "invoiced", "paid", "waiting"}
    assert min(states.values()) >= 4
    assert [plan.placed_at for plan in plans] == sorted(plan.placed_at for plan in plans)
    assert plans[0].placed_at > NOW - timedelta(days=366)


def test_nothing_lies_in_the_future_or_happens_in_the_wrong_order(plans):
    for plan in plans:
        fate = plan.fate
        moments = (
            [fate.dispatched_at, fate.paid_at] if plan.is_on_account else [fate.paid_at, fate.dispatched_at]
        )
        moments = [plan.placed_at, *moments, fate.completed_at]
        happened = [moment for moment in moments if moment]
        assert happened == sorted(happened)
        assert max(happened) < NOW
        assert fate.cancelled_at is None or (plan.placed_at < fate.cancelled_at < NOW)


def test_the_same_year_is_drawn_every_time_whatever_the_day(plans):
    later = plans_at(NOW + timedelta(days=1, hours=5))

    assert plans_at(NOW) == plans
    assert {(p.email, p.number[4:12]) for p in later} == {(p.email, p.number[4:12]) for p in plans}


def test_numbers_are_ours_and_used_once(plans):
    assert all(is_well_formed(plan.number) for plan in plans)
    assert len({plan.number for plan in plans}) == len(plans)


def test_whoever_says_they_bought_it_did(plans):
    slugs = {piece.sku: piece.slug for piece in PIECES}
    bought = defaultdict(set)
    for plan in plans:
        if not plan.fate.cancelled_at:
            bought[plan.email].update(slugs[sku] for sku, _quantity in plan.lines)

    missing = {email: set(wanted) - bought[email] for email, wanted in REVIEWED.items()}
    assert {email: gone for email, gone in missing.items() if gone} == {}


def test_open_orders_take_no_more_than_there_is(plans):
    taken = Counter()
    for plan in plans:
        if plan.fate.dispatched_at is None:
            taken.update(dict(plan.lines))

    free = {piece.sku: piece.free for piece in PIECES}
    assert [sku for sku, quantity in taken.items() if quantity > free[sku] - KEPT_BACK] == []


def test_companies_order_in_packs(plans):
    companies = {shopper.email: shopper.company for shopper in shoppers() if shopper.company}
    packs = {piece.sku: max(piece.pack, 2) for piece in PIECES}
    sent = [plan for plan in plans if plan.email in companies and plan.fate.dispatched_at]

    assert {plan.email for plan in plans} >= set(companies)
    assert {plan.email for plan in plans if plan.is_on_account} == set(companies)
    assert [p.number for p in sent for sku, quantity in p.lines if quantity % packs[sku]] == []


def test_limits_of_quantity_hold_for_all_variants_of_a_product_together(plans):
    by_sku = {piece.sku: piece for piece in PIECES}
    wrong = []
    for plan in plans:
        taken = Counter()
        for sku, quantity in plan.lines:
            taken[by_sku[sku].slug] += quantity
        for sku, _quantity in plan.lines:
            piece, count = by_sku[sku], taken[by_sku[sku].slug]
            if count % piece.multiple or count > (piece.maximum or count):
                wrong.append((plan.number, sku))

    assert {piece.multiple for piece in PIECES} == {1, 2}
    assert wrong == []
