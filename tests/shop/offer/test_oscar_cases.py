"""The cases that Oscar's own tests of offers publish, as tables: one use of a benefit on a basket.

`docs/offers.md` lists the few that come out otherwise, and why.
"""

from decimal import Decimal

import pytest

from tests.shop.offer.memory_baskets import basket_of, discounts, evaluate, offer_of

COUNT_2, COUNT_3, VALUE_10 = ("Count", 2), ("Count", 3), ("Value", 10)
CASES = [
    # kind, value, condition, pieces at most, basket of (price, quantity), discount of one use
    ("Percentage", 20, COUNT_2, None, [(12, 2)], "4.80"),
    ("Percentage", 20, COUNT_2, None, [(12, 3)], "7.20"),
    ("Percentage", 20, COUNT_2, 1, [(12, 2)], "2.40"),
    ("Percentage", 20, COUNT_2, 1, [(12, 2), (20, 2)], "2.40"),
    ("Percentage", 20, VALUE_10, None, [(5, 2)], "2.00"),
    ("Percentage", 20, VALUE_10, None, [(5, 3)], "3.00"),
    ("Percentage", 20, VALUE_10, None, [(4, 3)], "2.40"),
    ("Percentage", 20, VALUE_10, 1, [(5, 2)], "1.00"),
    ("Percentage", 20, VALUE_10, 1, [(5, 3)], "1.00"),
    ("Percentage", 20, VALUE_10, 1, [(4, 3)], "0.80"),
    ("Percentage", 20, COUNT_3, 1, [(1, 3)], "0.20"),
    ("Percentage", 20, COUNT_3, 1, [(1, 2), (1, 2)], "0.20"),
    ("Absolute", 3, COUNT_2, None, [(12, 2)], "3.00"),
    ("Absolute", 3, COUNT_2, None, [(12, 1), (12, 1)], "3.00"),
    ("Absolute", 3, COUNT_2, None, [(1, 1), ("1.50", 1)], "2.50"),
    ("Absolute", 3, COUNT_2, None, [(12, 2), (10, 2)], "3.00"),
    ("Absolute", 3, COUNT_2, None, [(2, 2), (4, 2)], "3.00"),
    ("Absolute", 4, COUNT_2, None, [(2, 1), (2, 1), (2, 1)], "4.00"),
    ("Absolute", 3, COUNT_2, 1, [(12, 2)], "3.00"),
    ("Absolute", 3, COUNT_2, 1, [(12, 2), (10, 2)], "3.00"),
    ("Absolute", 3, COUNT_2, 1, [(2, 2), (1, 2)], "1.00"),
    ("Absolute", 3, VALUE_10, None, [(10, 1)], "3.00"),
    ("Absolute", 3, VALUE_10, None, [(5, 2)], "3.00"),
    ("Absolute", 3, VALUE_10, None, [(4, 3)], "3.00"),
    ("Absolute", 3, VALUE_10, 1, [(5, 2)], "3.00"),
    ("Absolute", 3, VALUE_10, 1, [(4, 3)], "3.00"),
    ("Absolute", 3, VALUE_10, 1, [(2, 6)], "2.00"),
    ("Fixed", 3, COUNT_2, None, [(12, 2)], "6.00"),
    ("Fixed", 3, COUNT_2, None, [(12, 1), (12, 1)], "6.00"),
    ("Fixed", 3, COUNT_2, None, [(1, 1), ("1.50", 1)], "2.50"),
    ("Fixed", 3, COUNT_2, None, [(12, 2), (10, 2)], "12.00"),
    ("Fixed", 3, COUNT_2, None, [(2, 2), (4, 1)], "7.00"),
    ("Fixed", 3, COUNT_2, None, [(2, 2), (4, 2)], "10.00"),
    ("Fixed", 4, COUNT_2, None, [(2, 1), (2, 1), (2, 1)], "6.00"),
    ("Fixed", 3, COUNT_2, 1, [(12, 2)], "3.00"),
    ("Fixed", 3, COUNT_2, 1, [(2, 2), (1, 2)], "1.00"),
    ("Fixed", 3, VALUE_10, None, [(10, 1)], "3.00"),
    ("Fixed", 3, VALUE_10, None, [(5, 2)], "6.00"),
    ("Fixed", 3, VALUE_10, None, [(4, 3)], "9.00"),
    ("Fixed", 3, VALUE_10, 1, [(4, 3)], "3.00"),
    ("Fixed", 3, VALUE_10, 1, [(2, 6)], "2.00"),
    ("Multibuy", None, COUNT_3, None, [(12, 3)], "12.00"),
    ("Multibuy", None, COUNT_3, None, [(4, 4), (2, 4)], "2.00"),
    ("Multibuy", None, VALUE_10, None, [(5, 2)], "5.00"),
    ("Multibuy", None, VALUE_10, None, [(4, 2), (2, 2)], "2.00"),
    ("Fixed price", 20, COUNT_3, None, [(6, 3)], "0"),
    ("Fixed price", 20, COUNT_3, None, [(5, 4)], "0"),
    ("Fixed price", 20, COUNT_3, None, [(8, 4)], "4.00"),
    ("Fixed price", 20, COUNT_3, None, [(7, 1), (7, 1), (7, 1)], "1.00"),
    ("Percentage", 20, COUNT_2, None, [(12, 1)], "0"),
    ("Absolute", 3, VALUE_10, None, [("9.99", 1)], "0"),
]


@pytest.mark.parametrize(("kind", "value", "needs", "pieces", "bought", "off"), CASES)
def test_one_use(kind, value, needs, pieces, bought, off):
    basket = basket_of(*bought)

    evaluate(
        basket,
        [offer_of(1, kind, value, needs=needs, pieces=pieces, max_basket_applications=1, basket=basket)],
    )

    assert sum(discounts(basket)) == Decimal(off)


@pytest.mark.parametrize(("kind", "off"), [("Absolute", "3.00"), ("Fixed", "6.00")])
@pytest.mark.parametrize("counting", [2, 3])
def test_pieces_that_count_are_others_than_those_that_get_cheaper(kind, off, counting):
    basket = basket_of((10, counting), (10, 2))

    (verdict,) = evaluate(basket, [offer_of(1, kind, 3, needs=COUNT_2, counting={1}, on={2}, basket=basket)])

    assert (verdict.times, discounts(basket)) == (1, [0, Decimal(off)])


def test_highest_priority_first_and_equals_by_key():
    basket = basket_of((10, 1))
    priorities = {1: 0, 2: 7, 3: 5, 4: 7, 5: 1}
    offers = [
        offer_of(number, "Percentage", 5, basket=basket, priority=priority)
        for number, priority in priorities.items()
    ]

    assert [verdict.offer.pk for verdict in evaluate(basket, offers)] == [2, 4, 3, 5, 1]


@pytest.mark.parametrize(
    ("first", "second", "off"),
    [
        ({"exclusive": True}, {"exclusive": True}, "1.00"),
        ({"exclusive": True}, {"exclusive": False}, "1.00"),
        ({"exclusive": False}, {"exclusive": True}, "1.00"),
        ({"exclusive": False}, {"exclusive": False}, "2.00"),
    ],
)
def test_exclusive_offers_do_not_share_pieces(first, second, off):
    basket = basket_of((10, 1))

    evaluate(
        basket,
        [
            offer_of(1, "Percentage", 10, basket=basket, priority=1, **first),
            offer_of(2, "Percentage", 10, basket=basket, **second),
        ],
    )

    assert sum(discounts(basket)) == Decimal(off)


def test_units_that_cannot_be_divided_go_to_the_first_lines():
    """Oscar gives them to the last, which may not be worth as much."""
    basket = basket_of((2, 1), (2, 1), (2, 1))

    evaluate(basket, [offer_of(1, "Absolute", 4, basket=basket)])

    assert [str(each) for each in discounts(basket)] == ["1.34", "1.33", "1.33"]
