"""Amounts of money: what a currency can pay, and sums that are exact.

Every amount that somebody types, imports or computes ends in its currency's minor unit: 0.01 for EUR, 1
for JPY. Columns of money keep two decimals, so currencies with three (KWD ...) cannot be used; settings
that name one stop the start, and `manage.py check` says why.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from babel import UnknownLocaleError
from babel.numbers import UnknownCurrencyError, get_currency_precision, validate_currency
from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.utils.translation import gettext as _, ngettext

from shop.configuration.queries import shop_currency

# Columns hold two decimals; a currency with three would lose its last digit.
MOST_DECIMALS = 2
COLUMN_UNIT = Decimal(1).scaleb(-MOST_DECIMALS)


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


def currency_problem(currency: str) -> str:
    """Say why a shop cannot sell in a currency; empty when it can."""
    try:
        validate_currency(currency)
        minor_unit(currency)
    except (UnknownCurrencyError, UnknownLocaleError):
        return f"{currency!r} is no currency of ISO 4217 (EUR, JPY ...)."
    except ImproperlyConfigured as error:
        return str(error)
    return ""


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round an amount half up to the currency's minor unit."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def as_stored(amount: Decimal) -> Decimal:
    """Return an amount with the two decimals of a column of money, whatever its currency: 1500.00 JPY."""
    return amount.quantize(COLUMN_UNIT)


def is_payable(amount: Decimal, currency: str) -> bool:
    """Tell whether the currency can pay an amount: 0.50 EUR yes, 0.50 JPY no."""
    _sign, digits, exponent = Decimal(amount).as_tuple()
    if not isinstance(exponent, int):  # NaN, Infinity
        return False
    # By its digits: arithmetic rounds, or refuses, what has more of them than the context.
    too_small = -get_currency_precision(currency) - exponent
    return too_small <= 0 or not any(digits[-too_small:])


def check_payable(amount: Decimal | None, currency: str) -> None:
    """Raise ValidationError, in words, for an amount that the currency cannot pay."""
    if amount is None or is_payable(amount, currency):
        return
    decimals = get_currency_precision(currency)
    if decimals == 0:
        raise ValidationError(
            _("Amounts in %(currency)s have no decimals."), code="money", params={"currency": currency}
        )
    text = ngettext(
        "Amounts in %(currency)s have %(n)d decimal at most.",
        "Amounts in %(currency)s have %(n)d decimals at most.",
        decimals,
    )
    raise ValidationError(text, code="money", params={"currency": currency, "n": decimals})


class MoneyField(forms.DecimalField):
    """An amount of a currency, the shop's by default: not negative, and one that the currency can pay."""

    def __init__(self, *, currency: str | None = None, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(**{"max_digits": 12, "decimal_places": MOST_DECIMALS, "min_value": 0, **kwargs})

    def run_validators(self, value: Decimal | None) -> None:
        """Refuse what cannot be paid, beside what is too long, too large or negative."""
        super().run_validators(value)
        if value is not None:
            check_payable(value, self.currency or shop_currency())


class MoneySum(models.Sum):
    """The sum of a column of money, with the column's decimals; nothing adds up to zero.

    SQLite adds up floats: a plain Sum gives 25.8800000000000, which no form takes, and after some rows
    0.30000000000000004, which equals nothing.
    """

    def get_db_converters(self, connection: Any) -> list[Any]:
        """Bring what the database answers to the column's decimals."""
        column: Any = self.output_field
        unit = Decimal(1).scaleb(-column.decimal_places)

        def exact(value: Any, _expression: object, _connection: object) -> Decimal:
            return Decimal(0).quantize(unit) if value is None else Decimal(value).quantize(unit)

        return [*super().get_db_converters(connection), exact]
