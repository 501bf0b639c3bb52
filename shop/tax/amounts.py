"""The arithmetic of tax: pure functions, amounts in major units, rates as fractions (0.19)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from shop.money import minor_unit, round_money


def included_tax(gross: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return the tax inside a gross amount: gross * rate / (1 + rate), in the minor unit, half up."""
    return round_money(gross * rate / (1 + rate), currency)


def net_of(gross: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return a gross amount without its tax; net and `included_tax` add up to the gross."""
    return gross - included_tax(gross, rate=rate, currency=currency)


def gross_of(net: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return a net amount with tax on top: net + net * rate, the tax rounded half up."""
    return net + round_money(net * rate, currency)


def spread(amount: Decimal, weights: Sequence[Decimal], *, currency: str) -> list[Decimal]:
    """Divide an amount in proportion to `weights` so that the parts add up to it exactly.

    Largest remainder method (Hamilton): every part is rounded down to the minor unit, the units
    left over go to the largest remainders, the first of equals first. Amount and weights are not
    negative; weights that are all zero count as equal. Raises ValueError for no weights at all,
    or for an amount finer than the minor unit.
    """
    if not weights:
        raise ValueError("An amount cannot be divided among nobody.")
    unit = minor_unit(currency)
    if amount % unit:
        raise ValueError(f"{amount} is finer than the smallest amount of {currency}.")
    total = sum(weights, Decimal(0))
    shares = [amount * w / total for w in weights] if total else [amount / len(weights)] * len(weights)
    parts = [share.quantize(unit, ROUND_DOWN) for share in shares]
    missing = int((amount - sum(parts, Decimal(0))) / unit)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for index in order[:missing]:
        parts[index] += unit
    return parts
