"""One call for the cards of all strips of a page."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest

from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.cards import ProductCard, product_cards


class ProductCardLoader:
    """The cards of one page for one buyer.

    Whoever shows a strip says first which products it asks to `prefetch`; the first who needs `cards` has all
    read that are wanted by then, in as many queries as one strip takes.
    """

    def __init__(self, buyer: Buyer) -> None:
        """Hold nothing yet."""
        self.buyer = buyer
        self._requested: dict[int, None] = {}
        self._cards: dict[int, ProductCard | None] = {}

    def prefetch(self, product_ids: Iterable[int]) -> None:
        """Have these read with the others."""
        self._requested.update(dict.fromkeys(product_ids))

    def cards(self, product_ids: Sequence[int]) -> list[ProductCard]:
        """Return these products' cards in this order, without what this buyer may not see."""
        self.prefetch(product_ids)
        missing = [pk for pk in self._requested if pk not in self._cards]
        if missing:
            self._cards |= dict.fromkeys(missing)
            self._cards |= {card.product_id: card for card in product_cards(missing, buyer=self.buyer)}
        found = (self._cards[pk] for pk in dict.fromkeys(product_ids))
        return [card for card in found if card is not None]


def card_loader_of(request: HttpRequest) -> ProductCardLoader:
    """Return the loader of the request, for its buyer."""
    loader: ProductCardLoader | None = getattr(request, "_kiln_card_loader", None)
    if loader is None:
        loader = ProductCardLoader(buyer_for(getattr(request, "user", None)))
        request._kiln_card_loader = loader  # type: ignore[attr-defined]
    return loader
