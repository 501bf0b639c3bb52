"""Offers on a basket together: groups, bounds, tiers, pieces beside others, gifts."""

from decimal import Decimal

import pytest

from shop.offer.tiers import Tier, stored
from tests.shop.factories import ProductFactory
from tests.shop.offer.makers import basket_with, make_offer, range_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def given(basket):
    return {each["offer"].name: str(each["discount"]) for each in basket.offer_applications}


def reasons(basket):
    return {verdict.offer.name: str(verdict.reason_code) for verdict in basket.verdicts}


def test_of_a_group_the_highest_priority_wins():
    make_offer(name="low", value=50, exclusive_group="sale", priority=1)
    make_offer(name="high", value=10, exclusive_group="sale", priority=2)
    make_offer(name="beside", value=5)

    basket = basket_with((ProductFactory(price="10.00"), 1))

    assert given(basket) == {"high": "1.00", "beside": "0.50"}
    assert reasons(basket) == {"high": "fired", "low": "exclusive_group", "beside": "fired"}


def test_of_a_group_and_priority_the_one_that_takes_off_most_wins():
    make_offer(name="small", value=10, exclusive_group="sale")
    make_offer(name="large", value=30, exclusive_group="sale")
    make_offer(name="middle", value=20, exclusive_group="sale")

    basket = basket_with((ProductFactory(price="10.00"), 1))

    assert given(basket) == {"large": "3.00"}


def test_of_a_group_one_that_gives_nothing_leaves_it_to_the_next():
    make_offer(name="rich", value=50, exclusive_group="sale", priority=2, needs=("Value", 100))
    make_offer(name="poor", value=10, exclusive_group="sale", priority=1)

    assert given(basket_with((ProductFactory(price="10.00"), 1))) == {"poor": "1.00"}


def test_what_gives_nothing_leaves_the_pieces_to_others():
    make_offer(name="no room", exclusive=True, priority=2, margin_floor=0)
    make_offer(name="next", exclusive=True, priority=1)

    basket = basket_with((ProductFactory(price="11.90", cost="10.00"), 1))

    assert given(basket) == {"next": "1.19"}
    assert reasons(basket) == {"no room": "margin_floor", "next": "fired"}


def test_cap_per_order_bounds_what_all_lines_get_together():
    make_offer(name="half", value=50, max_discount_per_order=Decimal("7.00"))

    basket = basket_with((ProductFactory(price="10.00"), 1), (ProductFactory(price="20.00"), 1))

    assert given(basket) == {"half": "7.00"}
    assert basket.total_incl_tax == Decimal("23.00")
    assert basket.verdicts[0].limited_by == "cap_reached"


def test_no_more_than_is_left_of_the_budget_is_given():
    make_offer(name="half", value=50, max_discount=8, total_discount=Decimal("5.00"))

    assert given(basket_with((ProductFactory(price="10.00"), 1))) == {"half": "3.00"}


@pytest.mark.parametrize(
    ("cost", "margin", "off"),
    [
        (None, 20, "6.00"),  # nobody knows the cost: no bound
        ("5.00", 0, "5.95"),  # 11.90 less 5.95 is 5.95: 5.00 net
        ("5.00", 20, "4.76"),  # 7.14 is 6.00 net
        ("10.00", 0, "0"),
        ("11.00", 0, "0"),  # sold below cost already
    ],
)
def test_margin_floor(cost, margin, off):
    make_offer(name="six", kind="Absolute", value=6, margin_floor=margin)

    basket = basket_with((ProductFactory(price="11.90", cost=cost), 1))

    assert given(basket) == ({"six": off} if off != "0" else {})


def test_tiers_by_amount():
    steps = stored([Tier(Decimal(20), Decimal(5)), Tier(Decimal(50), Decimal(10))])
    make_offer(name="more", value=5, needs=("Value", 20), tiers=steps)
    product = ProductFactory(price="10.00", num_in_stock=100)

    found = [given(basket_with((product, pieces))) for pieces in (1, 2, 4, 5, 9)]

    assert found == [{}, {"more": "1.00"}, {"more": "2.00"}, {"more": "5.00"}, {"more": "9.00"}]


def test_tiers_by_quantity_of_an_amount_each():
    steps = stored([Tier(Decimal(2), Decimal(1)), Tier(Decimal(3), Decimal("1.50"))])
    make_offer(name="more", kind="Fixed", value=1, needs=("Count", 2), tiers=steps)
    product = ProductFactory(price="10.00", num_in_stock=100)

    found = [given(basket_with((product, pieces))) for pieces in (1, 2, 3)]

    assert found == [{}, {"more": "2.00"}, {"more": "4.50"}]


@pytest.mark.parametrize(
    ("bought", "wanted", "off"),
    [(1, 1, None), (2, 1, "4.00"), (2, 3, "4.00"), (4, 3, "8.00"), (5, 1, "4.00"), (6, 3, "12.00")],
)
def test_buy_two_of_one_and_get_one_of_another_free(bought, wanted, off):
    vase, card = ProductFactory(price="20.00", num_in_stock=9), ProductFactory(price="4.00", num_in_stock=9)
    make_offer(
        name="card",
        kind="Buy get",
        value=100,
        pieces=1,
        needs=("Count", 2),
        on=range_of(card),
        counting=range_of(vase),
    )

    basket = basket_with((vase, bought), (card, wanted))

    assert given(basket) == ({"card": off} if off else {})


@pytest.mark.parametrize(("pieces", "off"), [(1, None), (2, None), (3, "5.00"), (5, "5.00"), (6, "10.00")])
def test_buy_two_and_get_one_of_the_same_at_half(pieces, off):
    make_offer(name="third", kind="Buy get", value=50, pieces=1, needs=("Count", 2))

    basket = basket_with((ProductFactory(price="10.00", num_in_stock=9), pieces))

    assert given(basket) == ({"third": off} if off else {})


def test_buy_and_get_discounts_the_cheapest():
    make_offer(name="third", kind="Buy get", value=100, pieces=1, needs=("Count", 2))
    prices = ("10.00", "7.00", "9.00")

    assert given(basket_with(*[(ProductFactory(price=price), 1) for price in prices])) == {"third": "7.00"}


def gift_offer(**fields):
    fields = {"gift": ProductFactory(title="Brush", price="5.00", num_in_stock=2), **fields}
    return make_offer(name="brush", kind="Free gift", value=None, needs=("Value", 20), **fields)


def test_gift_comes_and_goes_with_its_condition_and_counts_for_nothing():
    offer = gift_offer()
    product = ProductFactory(price="10.00", num_in_stock=9)

    without, with_gift = basket_with((product, 1)), basket_with((product, 2))

    assert [(gift.product, gift.quantity) for gift in with_gift.gifts] == [(offer.benefit.gift, 1)]
    assert (with_gift.total_incl_tax, with_gift.num_items, with_gift.num_lines) == (Decimal("20.00"), 2, 1)
    assert (list(without.gifts), reasons(without)) == ([], {"brush": "threshold"})
    assert without.verdicts[0].missing == Decimal("10.00")


@pytest.mark.parametrize(("own", "found"), [(1, "fired"), (2, "gift_sold_out")])
def test_gift_is_sold_out_where_the_basket_holds_the_last(own, found):
    offer = gift_offer(priority=1)

    basket = basket_with((ProductFactory(price="20.00"), 1), (offer.benefit.gift, own))

    assert reasons(basket) == {"brush": found}


def test_last_gift_goes_to_the_first_offer():
    first = gift_offer(priority=2, pieces=2)
    make_offer(name="late", kind="Free gift", value=None, gift=first.benefit.gift)

    basket = basket_with((ProductFactory(price="20.00"), 1))

    assert reasons(basket) == {"brush": "fired", "late": "gift_sold_out"}


def test_gift_that_is_not_sold_any_more_is_no_gift():
    offer = gift_offer()
    offer.benefit.gift.is_public = False
    offer.benefit.gift.save()

    assert reasons(basket_with((ProductFactory(price="20.00"), 1))) == {"brush": "gift_sold_out"}


def test_gift_counts_pieces_that_another_offer_has():
    make_offer(name="all", exclusive=True, priority=2)
    gift_offer(exclusive=True)

    assert reasons(basket_with((ProductFactory(price="20.00"), 1))) == {"all": "fired", "brush": "fired"}
