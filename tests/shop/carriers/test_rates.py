"""What a delivery costs, by zone, weight and table."""

from decimal import Decimal

import pytest

from shop.carriers.rates import FlatRate, TableRate, TableRow, WeightRate


def price(rate, *, weight=0, value="0", postcode=""):
    return rate.price(weight=weight, value=Decimal(value), postcode=postcode)


@pytest.mark.parametrize(
    ("weight", "costs"),
    [(0, "5.00"), (1, "6.50"), (1000, "6.50"), (1001, "8.00"), (5000, "12.50"), (5001, None)],
)
def test_every_kilogram_begun_costs(weight, costs):
    rate = WeightRate(base=Decimal(5), per_kilo=Decimal("1.50"), max_weight=5000)

    assert price(rate, weight=weight) == (None if costs is None else Decimal(costs))


def test_one_price_up_to_a_weight():
    rate = FlatRate(amount=Decimal(6), max_weight=2000)

    assert (price(rate, weight=2000), price(rate, weight=2001)) == (Decimal(6), None)


TABLE = TableRate(
    rows=[
        TableRow(amount=Decimal(5), weight_up_to=2000),
        TableRow(amount=Decimal(9), weight_up_to=10000),
        TableRow(amount=Decimal(3), weight_up_to=2000, value_from=Decimal(50)),
        TableRow(amount=Decimal(20), postcodes="18, 25900-25999"),
        TableRow(amount=Decimal(14), postcodes="18565", weight_up_to=1000),
    ]
)


@pytest.mark.parametrize(
    ("weight", "value", "postcode", "costs"),
    [
        (2000, "49.99", "10435", 5),
        (2001, "49.99", "10435", 9),
        (2000, "50.00", "10435", 3),
        (10001, "10", "10435", None),
        (10001, "10", "18055", 20),
        (500, "10", "18565", 14),
        (1001, "10", "18565", 20),
        (500, "10", "25946", 20),
        (500, "10", "26000", 5),
        (500, "10", "", 5),
    ],
)
def test_the_narrowest_postcodes_count_then_the_lightest_then_the_highest_value(
    weight, value, postcode, costs
):
    assert price(TABLE, weight=weight, value=value, postcode=postcode) == costs


def test_a_postcode_that_is_not_known_yet_takes_the_rows_for_all_else_the_cheapest():
    islands = TableRate(
        rows=[TableRow(amount=Decimal(20), postcodes="18"), TableRow(amount=Decimal(14), postcodes="25")]
    )

    assert (price(TABLE, weight=1, postcode=None), price(islands, postcode=None)) == (5, 14)
    assert price(islands, postcode="") is None
