"""What of a basket counts for the condition of an offer: pieces, different products, or an amount."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from shop.offer.models import Condition

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

    from shop.offer.models import ConditionalOffer

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Count:
    """`free` is what counts now, `whole` what would without the other offers; `lines` are those it is of."""

    free: Decimal
    whole: Decimal
    lines: tuple["AbstractLine", ...]


def count(offer: "ConditionalOffer", basket: "AbstractBasket") -> Count:
    """Count for one of Oscar's three conditions, as its own class does."""
    condition = offer.condition.proxy()
    lines = tuple(line for line in basket.all_lines() if condition.can_apply_condition(line))
    pieces = [(line, int(line.quantity_without_offer_discount(offer)), int(line.quantity)) for line in lines]
    if condition.type == Condition.VALUE:
        priced = [(line.unit_effective_price or ZERO, free, whole) for line, free, whole in pieces]
        free = sum((price * left for price, left, _whole in priced), ZERO)
        whole = sum((price * most for price, _left, most in priced), ZERO)
    elif condition.type == Condition.COVERAGE:
        free = Decimal(len({line.product_id for line, left, _most in pieces if left > 0}))
        whole = Decimal(len({line.product_id for line in lines}))
    else:
        free = Decimal(sum(left for _line, left, _most in pieces))
        whole = Decimal(sum(most for _line, _left, most in pieces))
    return Count(free=free, whole=whole, lines=lines)


def is_countable(offer: "ConditionalOffer") -> bool:
    """Tell whether the condition is one of Oscar's, not computed by a class of the shop's own."""
    return not offer.condition.proxy_class


def blockers(offer: "ConditionalOffer", lines: Iterable["AbstractLine"]) -> Iterator["ConditionalOffer"]:
    """Name the other offers that have pieces of these lines, each once."""
    seen = {offer.pk}
    for line in lines:
        for other in line.discounts.consumers:
            if other.pk not in seen:
                seen.add(other.pk)
                yield other
