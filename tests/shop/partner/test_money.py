from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.partner.money import minor_unit, round_discount, round_money


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
