"""Whether so many of these products can be had by a buyer, and if not, why and how many can.

Many products at once: quick order, lists, ordering again and the order matrix ask here, and get the
answers of `shop.partner.queries` and `shop.catalogue.limits` in a constant number of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, ngettext

from shop.catalogue.limits import QuantityLimits, limits_of
from shop.catalogue.models import Product
from shop.catalogue.product_options import ids_with_required_options
from shop.partner.buyers import Buyer
from shop.partner.purchase import PurchaseInfo
from shop.partner.queries import purchase_infos


class Obstacle(StrEnum):
    """What keeps a wish from being fulfilled as it stands."""

    NONE = ""
    HIDDEN = "hidden"
    VARIANTS = "variants"
    OPTIONS = "options"
    SOLD_OUT = "sold-out"
    SHORT = "short"
    LIMIT = "limit"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """So many pieces of a product, which comes with its parent and class (`wished_products`)."""

    product: Product
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What can be had of a wish, for one buyer at one moment.

    `nearest` are the quantities next to the one wished that can be ordered (none, one or two). Prices are
    of one piece and of the line, as this buyer sees them (net or gross); None without a price.
    """

    wish: Wish
    info: PurchaseInfo
    obstacle: Obstacle
    message: str = ""
    nearest: tuple[int, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it can be had as wished."""
        return self.obstacle is Obstacle.NONE

    @property
    def unit_price(self) -> Decimal | None:
        """What one piece costs."""
        price = self.info.price
        if not self.info.is_visible or not price.exists:
            return None
        each: Decimal = price.excl_tax if price.shows_net else price.incl_tax
        return each

    @property
    def total(self) -> Decimal | None:
        """What the line comes to."""
        price = self.info.price
        if self.unit_price is None:
            return None
        gross: Decimal = price.line_gross(self.wish.quantity)
        return price.net_within(gross) if price.shows_net else gross

    @property
    def currency(self) -> str:
        """The currency of the prices; empty without one."""
        return self.info.price.currency if self.unit_price is not None else ""


def wished_products(ids: Iterable[int]) -> QuerySet[Product]:
    """Return products with all that a check and a row of a page need of them."""
    rows = Product.objects.filter(pk__in=set(ids)).select_related("product_class", "parent__product_class")
    return rows.prefetch_related("attribute_values__attribute", "attribute_values__value_option")


def check_wishes(
    wishes: Sequence[Wish], *, buyer: Buyer, held: Mapping[int, int] | None = None
) -> list[Verdict]:
    """Judge each wish, in their order; `held` pieces by product are in the basket already.

    A product is wished once: who has it on several rows adds them up first. At most six queries, however
    many wishes.
    """
    products = [wish.product for wish in wishes]
    infos = purchase_infos(products, buyer=buyer)
    asking = ids_with_required_options(products) if products else set()
    return [
        _judge(
            wish,
            infos[wish.product.pk],
            asks=wish.product.pk in asking,
            held=(held or {}).get(wish.product.pk, 0),
        )
        for wish in wishes
    ]


def sellable() -> Q:
    """Select the products that can be on sale: public, in a public family."""
    return Q(is_public=True) & (Q(parent=None) | Q(parent__is_public=True))


def _judge(wish: Wish, info: PurchaseInfo, *, asks: bool, held: int) -> Verdict:
    obstacle, message = _unsellable(wish, info, asks=asks)
    nearest: tuple[int, ...] = ()
    if obstacle is Obstacle.NONE:
        obstacle, message, nearest = _quantity_problem(wish, info, held=held)
    return Verdict(wish=wish, info=info, obstacle=obstacle, message=message, nearest=nearest)


def _unsellable(wish: Wish, info: PurchaseInfo, *, asks: bool) -> tuple[Obstacle, str]:
    """Say what keeps a product from being added here in whatever quantity."""
    named = {"title": str(wish.product)}
    if not info.is_visible:
        return Obstacle.HIDDEN, _("This product is not available to you.")
    if wish.product.is_parent:
        return Obstacle.VARIANTS, _("“%(title)s” comes in variants: please choose one.") % named
    if not info.price.exists or info.stockrecord is None:
        return Obstacle.HIDDEN, _("“%(title)s” cannot be bought at the moment.") % named
    if asks:
        return Obstacle.OPTIONS, _("“%(title)s” asks for details: please add it on its page.") % named
    if info.num_available is not None and info.num_available <= 0:
        return Obstacle.SOLD_OUT, _("“%(title)s” has sold out.") % named
    return Obstacle.NONE, ""


def _quantity_problem(wish: Wish, info: PurchaseInfo, *, held: int) -> tuple[Obstacle, str, tuple[int, ...]]:
    """Say what is wrong with the quantity beside what is held, and which are the nearest right ones."""
    title, limits, left = str(wish.product), limits_of(wish.product), info.num_available
    room = None if left is None else max(0, left - held)
    nearest = _nearest(limits, wish.quantity, held=held, room=room)
    if room is not None and wish.quantity > room:
        return Obstacle.SHORT, _short(title, room, held), nearest
    if problem := limits.problem(held + wish.quantity, title=title):
        return Obstacle.LIMIT, problem, nearest
    return Obstacle.NONE, "", ()


def _short(title: str, room: int, held: int) -> str:
    if room <= 0:
        return _("All “%(title)s” that are left are in your basket already.") % {"title": title}
    if held:
        text = ngettext(
            "Only %(count)d more of “%(title)s” is available.",
            "Only %(count)d more of “%(title)s” are available.",
            room,
        )
    else:
        text = ngettext(
            "Only %(count)d of “%(title)s” is available.",
            "Only %(count)d of “%(title)s” are available.",
            room,
        )
    return text % {"count": room, "title": title}


def _nearest(limits: QuantityLimits, wanted: int, *, held: int, room: int | None) -> tuple[int, ...]:
    """Return the orderable quantities just below and just above the one wanted, beside what is held."""
    most = None if room is None else held + room
    total = held + wanted
    below = limits.largest_within(total if most is None else min(total, most)) - held
    above = max(-(-total // limits.multiple) * limits.multiple, limits.lowest)
    if (limits.maximum is not None and above > limits.maximum) or (most is not None and above > most):
        above = held
    found = {below, above - held} - {wanted}
    return tuple(sorted(quantity for quantity in found if quantity > 0))
