from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, strategies as st

from shop.partner.money import minor_unit, round_discount, round_money
from shop.partner.tax import included_tax


def test_minor_unit_follows_the_currency():
    assert [minor_unit(code) for code in ("EUR", "JPY", "CNY")] == [Decimal("0.01"), 1, Decimal("0.01")]


def test_three_decimals_are_refused():
    with pytest.raises(ImproperlyConfigured):
        minor_unit("KWD")


def test_money_is_rounded_half_up_and_discounts_down():
    assert round_money(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert round_money(Decimal("1200.5"), "JPY") == Decimal(1201)
    assert round_discount(Decimal("1.009"), "EUR") == Decimal("1.00")
    assert round_discount(Decimal("99.9"), "JPY") == Decimal(99)


def test_tax_is_taken_out_of_the_gross_amount():
    assert included_tax(Decimal("119.00"), tax_code="standard", currency="EUR") == Decimal("19.00")
    assert included_tax(Decimal("107.00"), tax_code="reduced", currency="EUR") == Decimal("7.00")
    assert included_tax(Decimal(1200), tax_code="standard", currency="JPY") == Decimal(192)
    assert included_tax(Decimal("10.00"), tax_code="zero", currency="EUR") == 0


@given(cents=st.integers(min_value=0, max_value=10**9), code=st.sampled_from(["standard", "reduced"]))
def test_net_and_tax_always_add_up_and_are_never_negative(cents, code):
    gross = Decimal(cents).scaleb(-2)

    tax = included_tax(gross, tax_code=code, currency="EUR")

    assert 0 <= tax <= gross
    assert (gross - tax) == round_money(gross - tax, "EUR")
