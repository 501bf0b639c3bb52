"""Free gifts of a basket: what its offers give for nothing, as far as there are pieces.

A gift is no line of the basket. It comes and goes with its offer each time the offers are applied, counts for
no total, no limit and no other offer; the order writes it down (`shop.order.gifts`).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shop.offer.models import Benefit, ConditionalOffer
from shop.partner.purchase import HIDDEN, PurchaseInfo
from shop.partner.queries import purchase_infos

if TYPE_CHECKING:
    from oscar.apps.basket.abstract_models import AbstractLine

    from shop.catalogue.models import Product
    from shop.partner.buyers import Buyer


@dataclass(frozen=True, kw_only=True)
class Gift:
    """So many pieces of a product for nothing; `info` says from which stock record."""

    offer: ConditionalOffer
    product: "Product"
    quantity: int
    info: PurchaseInfo

    @property
    def title(self) -> str:
        """The product's name."""
        return str(self.product.get_title())


class GiftStock:
    """What is left of the gifts that offers promise, beside what the basket holds itself."""

    def __init__(
        self, offers: Iterable[ConditionalOffer], *, buyer: "Buyer | None", lines: Iterable["AbstractLine"]
    ) -> None:
        """Ask once for all gifts: three queries at most, none where no offer gives any."""
        gifts = [offer.benefit.gift for offer in offers if is_gift(offer) and offer.benefit.gift]
        self._infos = purchase_infos(gifts, buyer=buyer) if gifts and buyer else {}
        self._taken: Counter[int] = Counter()
        if self._infos:
            for line in lines:
                self._taken[line.stockrecord_id] += line.quantity

    def take(self, offer: ConditionalOffer) -> Gift | None:
        """Set the pieces of an offer aside; None where there are not enough of them."""
        benefit = offer.benefit
        info = self._infos.get(benefit.gift_id or 0, HIDDEN)
        pieces = benefit.max_affected_items or 1
        if info.stockrecord is None or benefit.gift is None:
            return None
        left = info.num_available
        if left is not None and left - self._taken[info.stockrecord.pk] < pieces:
            return None
        self._taken[info.stockrecord.pk] += pieces
        return Gift(offer=offer, product=benefit.gift, quantity=pieces, info=info)

    def put_back(self, gift: Gift) -> None:
        """Free the pieces of a gift again."""
        if gift.info.stockrecord is not None:
            self._taken[gift.info.stockrecord.pk] -= gift.quantity


def is_gift(offer: ConditionalOffer) -> bool:
    """Tell whether an offer gives a product for nothing."""
    return bool(offer.benefit.type == Benefit.GIFT)
