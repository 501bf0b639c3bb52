"""Prices of packs, and discounts, in a currency's minor unit."""

from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from shop.configuration.queries import shop_currency
from shop.money import minor_unit, round_money

ONE = Decimal(1)


def unit_price(price: Decimal | None, pack_size: int, *, currency: str) -> Decimal | None:
    """Return what one piece of a pack costs, rounded to the minor unit; None where it holds one."""
    if price is None or pack_size <= 1:
        return None
    return round_money(price / pack_size, currency)


def round_discount(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round an offer's discount down to the minor unit; Oscar calls it without a currency at times."""
    return amount.quantize(minor_unit(currency or shop_currency()), ROUND_DOWN)


def with_ending(price: Decimal, ending: str, unit: Decimal) -> Decimal:
    """Return the nearest price with these cents, of two as near the higher one, and never below zero for it.

    A currency without cents is rounded to whole units.
    """
    if not ending or price <= 0:
        return price
    if unit == ONE:
        return price.quantize(ONE, ROUND_HALF_UP)
    cents = Decimal(ending)
    lower = (price - cents).quantize(ONE, ROUND_FLOOR) + cents
    higher = lower + ONE
    nearest = higher if higher - price <= price - lower else lower
    return nearest if nearest > 0 else higher
