"""Prices of packs, and discounts, in a currency's minor unit."""

from decimal import ROUND_DOWN, Decimal

from shop.configuration.queries import shop_currency
from shop.money import minor_unit, round_money


def unit_price(price: Decimal | None, pack_size: int, *, currency: str) -> Decimal | None:
    """Return what one piece of a pack costs, rounded to the minor unit; None where it holds one."""
    if price is None or pack_size <= 1:
        return None
    return round_money(price / pack_size, currency)


def round_discount(amount: Decimal, currency: str | None = None) -> Decimal:
    """Round an offer's discount down to the minor unit; Oscar calls it without a currency at times."""
    return amount.quantize(minor_unit(currency or shop_currency()), ROUND_DOWN)
