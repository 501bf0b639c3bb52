from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from crm_core.rep_commissions.amounts import Rate, earned, left_of, line_amounts

TARGET = Decimal(1000)
money = st.decimals(min_value=0, max_value=10**6, places=2)
percents = st.decimals(min_value=0, max_value=100, places=2)


def rates(*pairs):
    return [Rate(from_percent=Decimal(level), rate=Decimal(rate)) for level, rate in pairs]


@pytest.mark.parametrize(
    ("basis", "levels", "amount"),
    [
        (500, [(0, 2), (100, 4)], 10),
        (1000, [(0, 2), (100, 4)], 20),
        (1500, [(0, 2), (100, 4)], 40),
        (1500, [(0, 2), (100, 4), (120, 10)], 58),
        (700, [(80, 5)], 0),
        (900, [(80, 5)], 5),
        (900, [], 0),
        (0, [(0, 2)], 0),
    ],
)
def test_each_rate_holds_above_its_level(basis, levels, amount):
    assert earned(Decimal(basis), target=TARGET, rates=rates(*levels)) == amount


def test_lines_are_rounded_on_the_running_sum():
    bases = [Decimal("0.33")] * 3

    amounts = line_amounts(bases, target=TARGET, rates=rates((0, 50)), currency="EUR")

    assert [str(amount) for amount in amounts] == ["0.17", "0.16", "0.17"]


def test_yen_have_no_decimals():
    amounts = line_amounts([Decimal(55)], target=TARGET, rates=rates((0, 1)), currency="JPY")

    assert [str(amount) for amount in amounts] == ["1"]


@given(
    bases=st.lists(money, max_size=30), levels=st.dictionaries(percents, percents, max_size=4), target=money
)
def test_lines_add_up_to_what_all_of_it_earns(bases, levels, target):
    target = target + 1
    found = rates(*sorted(levels.items()))

    amounts = line_amounts(bases, target=target, rates=found, currency="EUR")

    whole = earned(sum(bases, Decimal(0)), target=target, rates=found)
    assert sum(amounts, Decimal(0)) == whole.quantize(Decimal("0.01"), "ROUND_HALF_UP")
    assert all(amount >= 0 for amount in amounts)


@given(amount=money, whole=money, parts=st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_paid_and_taken_back_leave_the_part_that_is_kept(amount, whole, parts):
    whole += 1
    left = amount
    for percent in sorted(parts, reverse=True):
        kept = (whole * percent / 100).quantize(Decimal("0.01"))
        left = left_of(amount, kept=kept, whole=whole, currency="EUR")
        assert abs(left - amount * kept / whole) <= Decimal("0.005")
    assert left_of(amount, kept=Decimal(0), whole=whole, currency="EUR") == 0
    assert left <= amount + Decimal("0.005")
