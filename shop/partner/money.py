"""Amounts of money in a currency's own minor unit."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache

from babel.numbers import get_currency_precision
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# Oscar's columns hold two decimals; a currency with three would lose its last digit.
MOST_DECIMALS = 2


@cache
def minor_unit(currency: str) -> Decimal:
    """Return the smallest amount of an ISO 4217 currency: 0.01 for EUR, 1 for JPY.

    Source: CLDR's currency digits. Raises ImproperlyConfigured for a currency of three
    or more decimals (KWD ...), which the order tables cannot hold.
    """
    decimals = get_currency_precision(currency)
    if decimals > MOST_DECIMALS:
        raise ImproperlyConfigured(f"{currency} has {decimals} decimals; Kiln keeps amounts with two.")
    return Decimal(1).scaleb(-decimals)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round an amount half up to the currency's minor unit."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def unit_price(price: Decimal | None, pack_size: int, *, currency: str) -> Decimal | None:
    """Return what one piece of a pack costs, rounded to the minor unit; None where it holds one."""
    if price is None or pack_size <= 1:
        return None
    return round_money(price / pack_size, currency)


def round_discount(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round an offer's discount down to the minor unit; Oscar calls it without a currency at times."""
    return amount.quantize(minor_unit(currency or settings.OSCAR_DEFAULT_CURRENCY), ROUND_DOWN)
