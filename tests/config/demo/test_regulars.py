"""Three years of regular customers on paper."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from config.demo.regulars import DAYS, regular_companies, regular_people, regular_purchases, variants

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def purchases():
    return regular_purchases(now=NOW)


def test_people_and_companies_buy_over_three_years_until_yesterday(purchases):
    companies = {one.buyer.company for one in purchases if one.buyer.company}
    first, last = purchases[0].placed_at, purchases[-1].placed_at

    assert len(companies) == 60
    assert len({one.buyer.address for one in purchases}) > 1500
    assert NOW - timedelta(days=DAYS) <= first < NOW - timedelta(days=DAYS - 60)
    assert NOW - timedelta(days=4) < last < NOW
    assert [one.sequence for one in purchases] == list(range(1, len(purchases) + 1))


def test_many_come_once_and_some_often_and_december_is_busier_than_august(purchases):
    people = Counter(one.buyer.address for one in purchases if not one.buyer.company)
    number = Counter(people.values())
    months = Counter(one.placed_at.month for one in purchases)

    assert 0.3 < number[1] / len(people) < 0.6
    assert sum(count for orders, count in number.items() if orders >= 8) > 50
    assert months[12] > 1.3 * months[8]


def test_a_later_day_moves_the_days_and_nobody_else_buys(purchases):
    later = regular_purchases(now=NOW + timedelta(days=30))

    assert regular_purchases(now=NOW) == purchases
    assert {one.buyer.company for one in later} == {one.buyer.company for one in purchases}
    assert later[-1].placed_at > NOW


def test_nobody_shares_a_mailbox_or_a_number_and_companies_have_names_of_their_own():
    everybody = [*regular_people(2000), *regular_companies(60)]
    phones = [one.phone for one in everybody if one.phone]

    assert len({one.email for one in everybody}) == 2060
    assert len({one.company for one in everybody if one.company}) == 60
    assert len(set(phones)) == len(phones) > 300


def test_who_uses_a_second_mailbox_keeps_the_address(purchases):
    people = {one.email: one for one in regular_people(2000)}
    others = {one.buyer for one in purchases if one.buyer.email not in people and not one.buyer.company}

    assert 10 < len(others) < 60
    for other in others:
        first = people[other.email.removeprefix("again-")]
        assert (other.address, other.phone) == (first.address, first.phone)
        assert (other.first_name, other.last_name) != (first.first_name, first.last_name)


def test_only_what_is_sold_is_bought_and_no_article_twice(purchases):
    prices = {one.sku: one.price for one in variants()}

    for one in purchases:
        assert one.lines
        assert len({line.sku for line in one.lines}) == len(one.lines)
        assert all(prices[line.sku] == line.price and line.quantity > 0 for line in one.lines)
