from decimal import Decimal

import pytest

from shop.dashboard.catalogue.prices.rules import AMOUNT, PERCENT, SET, PriceChange, RefusedPriceError


@pytest.mark.parametrize(
    ("kind", "value", "ending", "old", "currency", "new"),
    [
        (PERCENT, "10", "", "24.50", "EUR", "26.95"),
        (PERCENT, "-15", "", "9.99", "EUR", "8.49"),
        (PERCENT, "2.5", "", "0.10", "EUR", "0.10"),
        (PERCENT, "10", "0.90", "24.50", "EUR", "26.90"),
        (PERCENT, "10", "0.99", "24.50", "EUR", "26.99"),
        (PERCENT, "0", "0.99", "27.49", "EUR", "27.99"),
        (PERCENT, "0", "0.00", "24.49", "EUR", "24.00"),
        (PERCENT, "0", "0.90", "0.10", "EUR", "0.90"),
        (PERCENT, "0", "0.00", "0.10", "EUR", "1.00"),
        (PERCENT, "10", "0.90", "1500", "JPY", "1650"),
        (PERCENT, "3.3", "", "1500", "JPY", "1550"),
        (AMOUNT, "-1.50", "", "24.50", "EUR", "23.00"),
        (SET, "19.90", "", "24.50", "EUR", "19.90"),
        (SET, "0", "", "24.50", "EUR", "0"),
    ],
)
def test_what_a_change_makes_of_a_price(kind, value, ending, old, currency, new):
    change = PriceChange(kind=kind, value=Decimal(value), ending=ending, currency=currency)

    assert change.of(Decimal(old), currency) == Decimal(new)


@pytest.mark.parametrize(
    ("kind", "value", "currency", "old", "reason"),
    [
        (AMOUNT, "-25", "EUR", "24.50", "would be below zero"),
        (AMOUNT, "-24.50", "EUR", "24.50", "would be zero"),
        (PERCENT, "-90", "EUR", "0.04", "would be zero"),
        (SET, "10.50", "JPY", "1500", "JPY has no such fractions"),
        (PERCENT, "1000", "EUR", "9999999999.99", "would be too large"),
        (SET, "10", "USD", "24.50", "is in USD"),
        (PERCENT, "10", "XQX", "24.50", "'XQX' is no currency of ISO 4217 (EUR, JPY ...)."),
    ],
)
def test_what_no_price_can_be(kind, value, currency, old, reason):
    change = PriceChange(kind=kind, value=Decimal(value), currency="EUR" if currency == "USD" else currency)

    with pytest.raises(RefusedPriceError) as refused:
        change.of(Decimal(old), currency)
    assert str(refused.value) == reason
