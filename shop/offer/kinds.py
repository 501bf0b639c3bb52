"""Benefits beside Oscar's: pieces at a share off beside those that are bought, and a gift."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, gettext_lazy, ngettext
from oscar.apps.offer.results import ZERO_DISCOUNT, ApplicationResult, BasketDiscount, PostOrderAction

from shop.formats import format_discount
from shop.offer.models import Benefit

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

    from shop.offer.models import Condition, ConditionalOffer

WHOLE = Decimal(100)


class BuyGetBenefit(Benefit):
    """So many pieces (`max_affected_items`, else one) of the range at `value` per cent off.

    The cheapest are chosen. The pieces that the condition counts are others, also where both stand in one
    range: of "buy two, get one" the third piece is the cheaper one. All of them are consumed, so that each
    counts once. A condition on an amount is held by what is left beside them.
    """

    class Meta:
        app_label = "offer"
        proxy = True
        verbose_name = gettext_lazy("Buy and get")

    @property
    def name(self) -> str:
        """Say how many pieces get how much off."""
        pieces = self.max_affected_items or 1
        told = ngettext("%(n)d piece more: %(discount)s", "%(n)d pieces more: %(discount)s", pieces)
        return told % {"n": pieces, "discount": format_discount(self.value or WHOLE)}

    def apply(
        self, basket: "AbstractBasket", condition: "Condition", offer: "ConditionalOffer", **kwargs: object
    ) -> ApplicationResult:
        """Discount the pieces of one use."""
        chosen = self._cheapest(basket, offer)
        if not chosen:
            return ZERO_DISCOUNT
        for line, _price, quantity in chosen:
            line.discounts.set_aside(quantity, offer)
        is_held = condition.is_satisfied(offer, basket)
        if is_held:
            condition.consume_items(offer, basket, affected_lines=())
        for line, _price, quantity in chosen:
            line.discounts.put_back(quantity, offer)
        if not is_held:
            return ZERO_DISCOUNT
        total = Decimal(0)
        for line, price, quantity in chosen:
            off = price * quantity * min(self.value or Decimal(0), WHOLE) / WHOLE
            line.discount(off, quantity, incl_tax=True, offer=offer)
            total += off
        return BasketDiscount(self.round(total, basket.currency))

    def _cheapest(
        self, basket: "AbstractBasket", offer: "ConditionalOffer"
    ) -> list[tuple["AbstractLine", Decimal, int]]:
        """Return the lines of which pieces get cheaper; none where there are not enough for one use."""
        wanted = self.max_affected_items or 1
        chosen = []
        for price, line in self.get_applicable_lines(offer, basket):
            quantity = min(int(line.quantity_without_offer_discount(offer)), wanted)
            if quantity > 0:
                chosen.append((line, price, quantity))
                wanted -= quantity
            if not wanted:
                break
        return chosen


class GiftResult(PostOrderAction):
    """The condition of a gift is met; the order brings the pieces."""


class FreeGiftBenefit(Benefit):
    """So many pieces (`max_affected_items`, else one) of the product `gift` for nothing, once per order.

    The gift is no line of the basket: it counts for no total, no limit and no other offer, and goes with the
    condition. `shop.order.gifts` writes it into the order. What its condition counts is not consumed.
    """

    class Meta:
        app_label = "offer"
        proxy = True
        verbose_name = gettext_lazy("Free gift")

    @property
    def name(self) -> str:
        """Name the gift."""
        return _("Free gift: %(gift)s") % {"gift": self.gift.get_title() if self.gift else ""}

    @property
    def pieces(self) -> int:
        """How many pieces are given."""
        return self.max_affected_items or 1

    def apply(
        self, basket: "AbstractBasket", condition: "Condition", offer: "ConditionalOffer", **kwargs: object
    ) -> ApplicationResult:
        """Say that it is given; whether there are pieces was looked at before."""
        return GiftResult(self.name)

    def apply_deferred(self, basket: "AbstractBasket", order: object, application: object) -> str:
        """Tell the order's page what was given."""
        return self.name
