"""How much an offer may take off: its cap per order, what is left of its budget, the margin it keeps.

An offer that is being applied to a basket bears what it has given so far (`given`) and which bound has cut it
(`limited_by`); the line that takes a discount asks `most_off`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from shop.money import minor_unit
from shop.offer.verdicts import Reason
from shop.tax.amounts import gross_of

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractLine

    from shop.offer.models import ConditionalOffer

ZERO, WHOLE = Decimal(0), Decimal(100)


def budget_of(offer: "ConditionalOffer") -> Decimal | None:
    """Return how much an offer may give to one order (gross); None for any amount."""
    bounds = [offer.max_discount_per_order] if offer.max_discount_per_order else []
    if offer.max_discount:
        bounds.append(max(ZERO, offer.max_discount - offer.total_discount))
    return min(bounds) if bounds else None


def left_to_give(offer: "ConditionalOffer") -> Decimal | None:
    """Return how much more it may give to the basket that it is being applied to; None for any amount."""
    budget = budget_of(offer)
    return None if budget is None else max(ZERO, budget - offer.given)


def most_off(offer: "ConditionalOffer", line: "AbstractLine", *, wanted: Decimal, left: Decimal) -> Decimal:
    """Return how much of `wanted` an offer may take off a line of which `left` is left (gross).

    Notes on the offer which bound has cut it.
    """
    budget = left_to_give(offer)
    if budget is not None and budget < min(wanted, left):
        offer.limited_by, wanted = Reason.CAP_REACHED, budget
    lowest = lowest_gross(line, margin=offer.margin_floor)
    if left - min(wanted, left) < lowest:
        offer.limited_by, wanted = Reason.MARGIN_FLOOR, max(ZERO, left - lowest)
    return max(ZERO, min(wanted, left))


def lowest_gross(line: "AbstractLine", *, margin: Decimal | None) -> Decimal:
    """Return what a line has to come to at least (gross) so that its net is its cost and `margin` per cent.

    Nothing where no margin is asked for, or nobody knows the cost.
    """
    cost = line.stockrecord.cost if line.stockrecord else None
    if margin is None or cost is None:
        return ZERO
    price = line.purchase_info.price
    net = cost * line.quantity * (WHOLE + margin) / WHOLE
    gross = gross_of(net, rate=price.rate, currency=price.money)
    unit = minor_unit(price.money)
    gross = (gross / unit).to_integral_value(rounding="ROUND_CEILING") * unit
    while price.net_within(gross) < net:  # both roundings went down: one unit more
        gross += unit
    return Decimal(gross)
