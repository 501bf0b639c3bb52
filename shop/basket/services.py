"""What a buyer does with a basket. Each change locks the basket, so two tabs cannot lose one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from shop.basket.limits import quantity_of
from shop.basket.models import Basket, Line
from shop.catalogue.limits import limits_of
from shop.catalogue.models import Product
from shop.offer.applicator import Applicator
from shop.partner.availability import LogInToBuy
from shop.partner.models import StockRecord
from shop.partner.purchase import PurchaseInfo
from shop.stock.services import free_expired, release_excess
from shop.transactions import atomic_with, in_transaction
from shop.user.models import User


class BasketError(Exception):
    """Something cannot be put into a basket; the message is for the buyer."""


class NotForSaleError(BasketError):
    """The product is hidden, has no price for this buyer, or has sold out."""


class QuantityError(BasketError):
    """More was wanted than can be had; `left` says how many can."""

    def __init__(self, message: str, *, left: int) -> None:
        self.left = left
        super().__init__(message)


class BasketClosedError(BasketError):
    """The basket became an order (in another tab) or was merged; the buyer needs a new one."""


class AgreedLineError(BasketError):
    """Price and quantity were agreed, by a quote or a tender: neither lines nor pieces can be changed."""

    def __init__(self) -> None:
        super().__init__(_("Prices and quantities were agreed and cannot be changed here."))


@dataclass(frozen=True, kw_only=True)
class Addition:
    """What became of the wish to add: `added` of `wanted` pieces; `left` is None where nobody counts."""

    line: Line
    wanted: int
    added: int
    left: int | None

    @property
    def is_shortened(self) -> bool:
        """Fewer were added than wanted, because no more are there."""
        return self.added < self.wanted


def add_to_basket(
    basket: Basket, product: Product, *, quantity: int = 1, options: Sequence[dict[str, object]] = ()
) -> Addition:
    """Add pieces of a product, as many of those wanted as can be had.

    The basket needs its strategy; one that is not saved yet is saved. What the basket
    already holds of the product counts against its stock and against the limit of pieces
    per order, and the product's own rules hold (`shop.catalogue.limits`): fewer than wanted
    are added only where stock ends, and then as many as the rules allow. Raises NotForSaleError
    when the product cannot be bought at all, QuantityError when a rule forbids the quantity or
    not even one more can be added, AgreedLineError for a basket of agreed lines,
    BasketClosedError when the basket has become an order; nothing is changed then, and a basket that
    was not saved is not.
    """
    with atomic_with(basket):
        addition = _add(basket, product, quantity=quantity, options=options)
    basket.is_committed = not in_transaction()
    return addition


def _add(
    basket: Basket, product: Product, *, quantity: int, options: Sequence[dict[str, object]]
) -> Addition:
    held = lock_basket(basket)
    _refuse_agreed(held)
    info = _info(basket, product)
    title = product.get_title()
    if isinstance(info.availability, LogInToBuy):
        raise NotForSaleError(info.availability.message)
    if info.stockrecord is None or not info.price.exists:
        raise NotForSaleError(_("“%(title)s” cannot be bought at the moment.") % {"title": title})
    if any(line.price_currency != info.price.currency for line in held):
        raise NotForSaleError(
            _("“%(title)s” is sold in another currency than your basket.") % {"title": title}
        )
    room = _available_quantity(info, held, product)
    if room <= 0:
        raise _refusal_error(title, info.num_available, held, product)
    added = _permitted(product, mine=quantity_of(product.pk, held), quantity=quantity, room=room)
    line = _add_line(basket, held, product=product, info=info, quantity=added, options=options)
    basket.reset_offer_applications()
    return Addition(line=line, wanted=quantity, added=added, left=info.num_available)


@transaction.atomic
def change_quantity(line: Line, *, quantity: int) -> None:
    """Set how many pieces a line has; 0 takes the line out.

    Raises QuantityError, and changes nothing, when fewer can be had or a rule of the product
    forbids the quantity (other lines of the same product count too), and BasketClosedError
    when the basket has become an order; AgreedLineError where price and quantity were agreed.
    """
    basket = line.basket
    held = lock_basket(basket)
    _refuse_agreed(held)
    if quantity > 0:
        others = [other for other in held if other.pk != line.pk]
        room = _available_quantity(_info_of_line(basket, line), others, line.product)
        if quantity > room:
            raise QuantityError(_only_left(room), left=max(room, 0))
        _check(line.product, quantity_of(line.product_id, others) + quantity)
        Line.objects.filter(pk=line.pk).update(quantity=quantity, date_updated=timezone.now())
    else:
        Line.objects.filter(pk=line.pk).delete()
    release_excess(basket)
    basket.reset_offer_applications()


def remove_line(line: Line) -> None:
    """Take a line out of its basket. Raises BasketClosedError when the basket has become an order."""
    change_quantity(line, quantity=0)


def apply_offers(basket: Basket, *, user: User | AnonymousUser | None = None, email: str = "") -> None:
    """Apply the offers and vouchers to a basket whose totals are about to be shown or ordered.

    Only the basket and checkout pages do: it costs queries that grow with offers and lines.
    What an offer gave is the sum of what its lines got, each rounded once, so that goods less
    discounts are exactly the lines' prices; one that gave nothing does not count. Called again it
    reckons anew. `email` is the guest's address, as far as it is known: limits per buyer count by it.
    """
    if basket.is_empty:
        return
    for line in basket.all_lines():
        line.clear_discount()
    Applicator().apply(basket, user, email=email)


def lock_basket(basket: Basket) -> list[Line]:
    """Hold the basket's row until the end of the transaction; return its lines as they are now."""
    if basket.pk is None:
        basket.save()
        return []
    locked = Basket.objects.select_for_update().filter(pk=basket.pk)
    status = locked.values_list("status", flat=True).first()  # None: it went with its owner's account
    if status not in Basket.editable_statuses:
        raise BasketClosedError
    return list(Line.objects.filter(basket_id=basket.pk))


def _refuse_agreed(lines: Iterable[Line]) -> None:
    if any(line.is_agreed for line in lines):
        raise AgreedLineError


def _permitted(product: Product, *, mine: int, quantity: int, room: int) -> int:
    """Return how many to add to the `mine` pieces that are held; raise QuantityError for none."""
    if quantity <= room:
        _check(product, mine + quantity)
        return quantity
    added = limits_of(product).largest_within(mine + room) - mine
    if added <= 0:
        _check(product, mine + room)
        raise QuantityError(_only_left(room), left=room)
    return added


def _check(product: Product, total: int) -> None:
    limits = limits_of(product)
    if problem := limits.problem(total, title=product.get_title()):
        raise QuantityError(problem, left=limits.largest_within(total))


def _info(basket: Basket, product: Product) -> PurchaseInfo:
    """Ask for a product; what this basket has reserved counts as free, what is expired is freed first."""
    info = basket.strategy.fetch_for_product(product)
    if info.stockrecord is None or not info.stockrecord.num_reserved:
        return info
    return _refetch_purchase_info(basket, product, info.stockrecord)


def _info_of_line(basket: Basket, line: Line) -> PurchaseInfo:
    info = basket.strategy.fetch_for_line(line)
    if info.stockrecord is None or not info.stockrecord.num_reserved:
        return info
    return _refetch_purchase_info(basket, line.product, info.stockrecord)


def _refetch_purchase_info(basket: Basket, product: Product, record: StockRecord) -> PurchaseInfo:
    free_expired([record.pk])
    record.refresh_from_db(fields=["num_in_stock", "num_allocated", "num_reserved"])
    held = basket.reserved_quantities.get(record.pk, 0)
    return basket.strategy.fetch_for_product(product, record, held=held)


def _available_quantity(info: PurchaseInfo, held: Sequence[Line], product: Product) -> int:
    """How many pieces more can be had, beside those of `held`."""
    room = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD - sum(line.quantity for line in held)
    if info.num_available is not None:
        room = min(room, info.num_available - quantity_of(product.pk, held))
    return room


def _add_line(
    basket: Basket,
    held: Sequence[Line],
    *,
    product: Product,
    info: Any,
    quantity: int,
    options: Sequence[dict[str, Any]],
) -> Line:
    """Raise the matching line's quantity or write a new line, at today's price."""
    reference = basket._create_line_reference(product, info.stockrecord, list(options))
    for line in held:
        if line.line_reference == reference:
            changes = {"quantity": F("quantity") + quantity, "date_updated": timezone.now()}
            Line.objects.filter(pk=line.pk).update(**changes)
            line.quantity += quantity
            return line
    line = Line.objects.create(
        basket=basket,
        line_reference=reference,
        product=product,
        stockrecord=info.stockrecord,
        quantity=quantity,
        price_currency=info.price.currency,
        price_excl_tax=info.price.excl_tax,
        price_incl_tax=info.price.incl_tax,
        tax_code=info.price.tax_code,
    )
    for option in options:
        line.attributes.create(option=option["option"], value=option["value"])
    return line


def _refusal_error(title: str, left: int | None, held: Sequence[Line], product: Product) -> BasketError:
    """Say why not even one more can be added."""
    if left is not None and left <= 0:
        return NotForSaleError(_("“%(title)s” has sold out.") % {"title": title})
    if left is not None and left <= quantity_of(product.pk, held):
        text = ngettext(
            "The last “%(title)s” is in your basket already.",
            "All %(left)d “%(title)s” that are left are in your basket already.",
            left,
        )
        return QuantityError(text % {"title": title, "left": left}, left=0)
    most = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
    return QuantityError(_("At most %(most)d items per order.") % {"most": most}, left=0)


def _only_left(left: int) -> str:
    if left <= 0:
        return _("Sold out.")
    return ngettext("Only %(left)d is available.", "Only %(left)d are available.", left) % {"left": left}
