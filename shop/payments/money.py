"""Amounts as Stripe writes them: whole numbers of the currency's smallest unit."""

from decimal import ROUND_HALF_UP, Decimal

# https://docs.stripe.com/currencies: these have no minor unit there; all others have two places,
# those with three are rounded to the last but one. ISK and UGX are written with two zeros.
ZERO_DECIMAL = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
THREE_DECIMAL = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])


def places(currency: str) -> int:
    """Return how many decimal places Stripe counts in a currency (ISO 4217, any case)."""
    code = currency.upper()
    return 0 if code in ZERO_DECIMAL else 3 if code in THREE_DECIMAL else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """Turn an amount into the smallest unit, half up; 12.30 EUR is 1230, 1500 JPY is 1500."""
    return int(amount.scaleb(places(currency)).to_integral_value(rounding=ROUND_HALF_UP))


def from_minor(number: int, currency: str) -> Decimal:
    """Turn a number of smallest units into an amount with two places, as the ledger keeps it."""
    return Decimal(number).scaleb(-places(currency)).quantize(Decimal("0.01"))
