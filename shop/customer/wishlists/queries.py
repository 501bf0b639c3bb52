"""What a wish list shows."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product
from shop.catalogue.product_options import ids_with_required_options
from shop.partner.buyers import Buyer
from shop.partner.visibility import is_shown
from shop.storefront.cards import ProductCard, product_cards
from shop.user.models import User
from shop.wishlists.models import Line, WishList


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


@dataclass(frozen=True, kw_only=True)
class Wished:
    """What is on any of a user's lists: `products` themselves, and `parents` of which a variant is."""

    products: frozenset[int] = frozenset()
    parents: frozenset[int] = frozenset()

    def holds(self, pk: int, parent_id: int | None) -> bool:
        """Whether a product is wished: itself, a variant of it, or the product that it is a variant of."""
        return (
            pk in self.products
            or pk in self.parents
            or (parent_id is not None and parent_id in self.products)
        )


def wished_by(user: User | AnonymousUser) -> Wished:
    """Return what is on a user's lists; one query, none for a visitor."""
    if not user.is_authenticated:
        return Wished()
    rows = Line._default_manager.filter(wishlist__owner=user, product__isnull=False)
    pairs = list(rows.values_list("product_id", "product__parent_id"))
    return Wished(
        products=frozenset(pk for pk, _parent in pairs),
        parents=frozenset(parent for _pk, parent in pairs if parent is not None),
    )


def wish_list_rows(wishlist: WishList, *, buyer: Buyer, is_owner: bool = True) -> list[WishListRow]:
    """List what is on a wish list as this buyer sees it. The number of queries does not grow with it.

    Its owner is told what they see no more; anybody else learns nothing of what is hidden from them.
    """
    lines = list(
        wishlist.lines.select_related("product__parent").prefetch_related(
            "product__attribute_values__attribute", "product__attribute_values__value_option"
        )
    )
    if not is_owner:
        lines = [line for line in lines if line.product is None or _is_shown(line.product, buyer)]
    ids = [line.product_id for line in lines if line.product_id]
    cards = {card.product_id: card for card in product_cards(ids, buyer=buyer)}
    asking = (
        ids_with_required_options(line.product for line in lines if line.product is not None)
        if lines
        else set()
    )
    return [_wished(line, cards.get(line.product_id or 0), asking) for line in lines]


def _is_shown(product: Product, buyer: Buyer) -> bool:
    return is_shown((product.parent or product).visibility_id, buyer=buyer)


def _wished(line: Line, card: ProductCard | None, asking: set[int]) -> WishListRow:
    product = line.product
    can_be_sold = card is not None and card.stock.is_available
    is_added_as_it_is = product is not None and not product.is_parent and product.pk not in asking
    return WishListRow(
        line=line,
        card=card,
        note=product.attribute_summary if product is not None and card else "",
        add_id=product.pk if product is not None and can_be_sold and is_added_as_it_is else None,
        quantity=limits_of(product).lowest if product else 1,
    )
