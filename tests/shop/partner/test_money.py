from decimal import Decimal

from shop.money import round_money
from shop.partner.money import round_discount


def test_money_is_rounded_half_up_and_discounts_down():
    assert round_money(Decimal("1.005"), "EUR") == Decimal("1.01")
    assert round_money(Decimal("1200.5"), "JPY") == Decimal(1201)
    assert round_discount(Decimal("1.009"), "EUR") == Decimal("1.00")
    assert round_discount(Decimal("99.9"), "JPY") == Decimal(99)
