"""Oscar's benefits of one amount for several lines, divided so that no cent is lost.

Oscar rounds the part of each line down and leaves the rest to the last one, which may not be worth it:
of 50.00 off goods for 30.00, 29.99 were given.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from oscar.apps.offer.benefits import AbsoluteDiscountBenefit, FixedPriceBenefit
from oscar.apps.offer.results import ZERO_DISCOUNT, ApplicationResult, BasketDiscount

from shop.offer.models import Condition
from shop.partner.money import round_discount
from shop.tax.amounts import spread

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

    from shop.offer.models import ConditionalOffer

ZERO = Decimal(0)
Piece = tuple["AbstractLine", Decimal, int]


class AmountBenefit(AbsoluteDiscountBenefit):
    """An amount off all pieces together, in proportion to what they cost."""

    class Meta:
        app_label = "offer"
        proxy = True

    def apply(
        self,
        basket: "AbstractBasket",
        condition: Condition,
        offer: "ConditionalOffer",
        discount_amount: Decimal | None = None,
        max_total_discount: Decimal | None = None,
        **kwargs: object,
    ) -> ApplicationResult:
        """Take it off the cheapest pieces first, as many as are affected at most."""
        lines = self.get_applicable_lines(offer, basket)
        chosen = _pieces(lines, offer, most=self._effective_max_affected_items())
        wanted = [self.value if discount_amount is None else discount_amount, _worth(chosen)]
        off = min(wanted if max_total_discount is None else [*wanted, max_total_discount])
        return _divide(off, chosen, offer, basket)


class BundleBenefit(FixedPriceBenefit):
    """The products that meet the condition for one price."""

    class Meta:
        app_label = "offer"
        proxy = True

    def apply(
        self, basket: "AbstractBasket", condition: Condition, offer: "ConditionalOffer", **kwargs: object
    ) -> ApplicationResult:
        """Take off what the cheapest pieces that meet the condition cost above the price."""
        if condition.type == Condition.VALUE:
            return ZERO_DISCOUNT
        lines = self.get_applicable_lines(offer, basket, range=condition.range)
        each = 1 if condition.type == Condition.COVERAGE else None
        chosen = _pieces(lines, offer, most=int(condition.value or 0), each=each)
        return _divide(max(ZERO, _worth(chosen) - self.value), chosen, offer, basket)


def _pieces(
    lines: Iterable[tuple[Decimal, "AbstractLine"]],
    offer: "ConditionalOffer",
    *,
    most: int,
    each: int | None = None,
) -> list[Piece]:
    """Choose pieces that the offer may have, of a line at most `each`."""
    chosen: list[Piece] = []
    for price, line in lines:
        free = int(line.quantity_without_offer_discount(offer))
        quantity = min(free if each is None else min(free, each), most)
        if quantity > 0:
            chosen.append((line, price, quantity))
            most -= quantity
    return chosen


def _worth(chosen: Sequence[Piece]) -> Decimal:
    return sum((price * quantity for _line, price, quantity in chosen), ZERO)


def _divide(
    off: Decimal, chosen: Sequence[Piece], offer: "ConditionalOffer", basket: "AbstractBasket"
) -> ApplicationResult:
    off = round_discount(off, basket.currency)
    if off <= 0:
        return ZERO_DISCOUNT
    parts = spread(off, [price * quantity for _line, price, quantity in chosen], currency=basket.currency)
    for (line, _price, quantity), part in zip(chosen, parts, strict=True):
        line.discount(part, quantity, incl_tax=True, offer=offer)
    return BasketDiscount(off)
