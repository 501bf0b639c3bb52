"""What a wish list shows."""

from dataclasses import dataclass
from typing import Any

from shop.catalogue.limits import limits_of
from shop.catalogue.product_options import ids_with_required_options
from shop.partner.buyers import Buyer
from shop.storefront.cards import ProductCard, product_cards
from shop.wishlists.models import Line


@dataclass(frozen=True, kw_only=True)
class WishListRow:
    """A line of a list: its card (None for what is no longer made) and how it gets into the basket.

    `note` says which variant it is; `add_id` is what can be added, None where a variant or an option
    has to be chosen first or nothing can be had; `quantity` is the smallest that can be ordered.
    """

    line: Line
    card: ProductCard | None
    note: str
    add_id: int | None
    quantity: int


def wish_list_rows(wishlist: Any, *, buyer: Buyer) -> list[WishListRow]:
    """List what is on a wish list as this buyer sees it. The number of queries does not grow with it."""
    lines = list(
        wishlist.lines.select_related("product__parent").prefetch_related(
            "product__attribute_values__attribute", "product__attribute_values__value_option"
        )
    )
    ids = [line.product_id for line in lines if line.product_id]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer)}
    asking = ids_with_required_options(line.product for line in lines if line.product_id) if lines else set()
    return [_wished(line, cards.get(line.product_id), asking) for line in lines]


def _wished(line: Any, card: ProductCard | None, asking: set[int]) -> WishListRow:
    product = line.product
    can_be_added = card is not None and card.stock.is_available and not product.is_parent
    can_be_added = can_be_added and product.pk not in asking
    return WishListRow(
        line=line,
        card=card,
        note=product.attribute_summary if card else "",
        add_id=product.pk if can_be_added else None,
        quantity=limits_of(product).lowest if product else 1,
    )
