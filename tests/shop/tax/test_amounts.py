from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shop.money import round_money
from shop.tax.amounts import gross_of, included_tax, net_of, spread

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda cents: Decimal(cents).scaleb(-2))
RATES = st.sampled_from(["0", "0.05", "0.055", "0.07", "0.081", "0.19", "0.255", "0.27"]).map(Decimal)


def test_tax_is_taken_out_of_the_gross_amount():
    assert included_tax(Decimal("119.00"), rate=Decimal("0.19"), currency="EUR") == Decimal("19.00")
    assert included_tax(Decimal("107.00"), rate=Decimal("0.07"), currency="EUR") == Decimal("7.00")
    assert included_tax(Decimal(1200), rate=Decimal("0.19"), currency="JPY") == Decimal(192)
    assert included_tax(Decimal("10.00"), rate=Decimal(0), currency="EUR") == 0


@given(gross=CENTS, rate=RATES)
def test_net_and_tax_add_up_to_the_gross_and_are_never_negative(gross, rate):
    tax = included_tax(gross, rate=rate, currency="EUR")
    net = net_of(gross, rate=rate, currency="EUR")

    assert net + tax == gross
    assert 0 <= tax <= gross
    assert net == round_money(net, "EUR")


@given(net=CENTS, rate=RATES)
def test_a_net_amount_comes_back_from_its_gross(net, rate):
    assert net_of(gross_of(net, rate=rate, currency="EUR"), rate=rate, currency="EUR") == net


@given(amount=CENTS, weights=st.lists(CENTS, min_size=1, max_size=12))
def test_parts_add_up_to_the_whole_and_none_is_negative(amount, weights):
    parts = spread(amount, weights, currency="EUR")

    assert sum(parts) == amount
    assert min(parts) >= 0
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight and any(weights))


def test_units_left_over_go_to_the_largest_remainders():
    assert spread(Decimal("10.00"), [Decimal(1)] * 3, currency="EUR") == [
        Decimal("3.34"),
        Decimal("3.33"),
        Decimal("3.33"),
    ]
    assert spread(Decimal(100), [Decimal(1), Decimal(2)], currency="JPY") == [Decimal(33), Decimal(67)]


def test_what_cannot_be_divided_is_refused():
    with pytest.raises(ValueError, match="nobody"):
        spread(Decimal(1), [], currency="EUR")
    with pytest.raises(ValueError, match="finer"):
        spread(Decimal("0.005"), [Decimal(1)], currency="EUR")
