from decimal import Decimal

import pytest

from shop.payments.amounts import largest_amount, unfit
from shop.payments.models import Charge

AMOUNT = Charge._meta.get_field("amount")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("0.01", "EUR"), ("9999999999.99", "EUR"), ("12", "JPY"), ("12.00", "JPY"), ("-1.50", "KWD")],
)
def test_amount_that_fits(amount, currency):
    assert unfit(Decimal(amount), AMOUNT, currency=currency) == ""


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        ("10000000000", "EUR", "larger than 9999999999.99"),
        ("12345678901234", "EUR", "larger than"),
        ("1e30", "EUR", "larger than"),
        ("1e999999", "EUR", "larger than"),
        ("1e-999999", "EUR", "more decimals"),
        ("0.005", "EUR", "more decimals"),
        ("0.50", "JPY", "more decimals"),
        ("1.001", "KWD", "more decimals"),
        ("NaN", "EUR", "is not an amount"),
        ("-Infinity", "EUR", "is not an amount"),
        ("sNaN", "EUR", "is not an amount"),
    ],
)
def test_amount_that_does_not_fit_says_why(amount, currency, why):
    assert why in unfit(Decimal(amount), AMOUNT, currency=currency)


def test_largest_amount_of_a_column():
    assert largest_amount(AMOUNT) == Decimal("9999999999.99")
