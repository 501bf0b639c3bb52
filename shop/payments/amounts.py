"""Amounts as Stripe writes them (whole numbers of the smallest unit), and whether the ledger can hold one."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision
from django.db import models
from django.utils.translation import gettext as _

from shop.money import as_stored

# https://docs.stripe.com/currencies: these have no minor unit there; all others have two places,
# those with three are rounded to the last but one. ISK and UGX are written with two zeros.
ZERO_DECIMAL = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])


def decimal_places(currency: str) -> int:
    """Return how many decimal places Stripe counts in a currency (ISO 4217, any case)."""
    code = currency.upper()
    return 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn an amount into the smallest unit, half up; 12.30 EUR is 1230, 1500 JPY is 1500."""
    return int(amount.scaleb(decimal_places(currency)).to_integral_value(rounding=ROUND_HALF_UP))


def from_minor(number: int, currency: str) -> Decimal:
    """Turn a number of smallest units into an amount with two places, as the ledger keeps it."""
    return as_stored(Decimal(number).scaleb(-decimal_places(currency)))


def largest_amount(field: models.DecimalField) -> Decimal:
    """Return the largest amount that a column holds: 9999999999.99 of twelve digits, two of them decimals."""
    return Decimal(10 ** (field.max_digits or 0) - 1).scaleb(-(field.decimal_places or 0))


def unfit(amount: Decimal, field: models.DecimalField, *, currency: str) -> str:
    """Say, for whoever brought it, why an amount cannot be written into a column; "" when it can.

    Asked before any amount from outside is written: SQLite would take it and give an error at each reading.
    """
    if not amount.is_finite():
        return _("“%(amount)s” is not an amount.") % {"amount": amount}
    if abs(amount) > largest_amount(field):
        message = _("An amount is larger than %(most)s, the largest that can be booked.")
        return message % {"most": largest_amount(field)}
    kept = min(field.decimal_places or 0, get_currency_precision(currency))
    if amount != amount.quantize(Decimal(1).scaleb(-kept)):
        message = _("%(amount)s %(currency)s has more decimals than can be booked.")
        return message % {"amount": amount, "currency": currency}
    return ""
