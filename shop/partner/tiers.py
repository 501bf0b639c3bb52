"""Quantity prices as pages tell them: the table of a product, and what a few pieces more would save."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import ngettext

from shop.formats import format_money


@dataclass(frozen=True, kw_only=True)
class PriceTier:
    """What one piece costs from `quantity` pieces on, as the buyer sees it; `percent` less than the first."""

    quantity: int
    amount: Decimal
    currency: str
    percent: int


def price_tiers(price: Any) -> tuple[PriceTier, ...]:
    """Return the quantity prices of a price, ascending; empty where the quantity changes nothing."""
    tiers = price.tiers if price.exists and hasattr(price, "tiers") else ()
    if not tiers:
        return ()
    first = tiers[0][1].shown
    return tuple(
        PriceTier(
            quantity=quantity,
            amount=tier.shown,
            currency=tier.money,
            percent=int(100 * (first - tier.shown) / first) if first > tier.shown else 0,
        )
        for quantity, tier in tiers
    )


def saving_hint(price: Any, quantity: int, *, most: int | None = None) -> str:
    """Say what the next quantity price saves: "2 more and each costs €9.00 instead of €10.00".

    Empty where there is none that is lower, or where more than `most` pieces would be needed.
    """
    if not price.exists or not hasattr(price, "tiers"):
        return ""
    now = price.shown
    better = ((start, tier.shown) for start, tier in price.tiers if start > quantity and tier.shown < now)
    start, amount = next(better, (0, now))
    if not start or (most is not None and start > most):
        return ""
    text = ngettext(
        "%(number)d more and each costs %(price)s instead of %(now)s.",
        "%(number)d more and each costs %(price)s instead of %(now)s.",
        start - quantity,
    )
    words = {"price": format_money(amount, price.money), "now": format_money(now, price.money)}
    return text % {"number": start - quantity, **words}
