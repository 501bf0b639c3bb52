"""What is sent instead: which products may be chosen for a line, and holding them until the pieces are back.

Stated rule: an exchange is for another variant of the same product, or the same once more, at the buyer's
price of today. It is reserved when the return is approved, for as long as the buyer has to send the pieces
and a week more; it becomes a line of the order when the returned pieces are settled. Costs it more, the
buyer pays the difference; costs it less, the difference goes back.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.basket.models import Basket
from shop.catalogue.models import Product
from shop.order.models import Line, Order
from shop.partner.buyers import customer_buyer
from shop.partner.exceptions import OutOfStock
from shop.partner.queries import purchase_infos
from shop.returns.exceptions import ReturnRefusedError
from shop.returns.models import Return, ReturnLine
from shop.returns.policy import policy
from shop.stock import services as stock

logger = logging.getLogger(__name__)
SPARE = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """A product that can be had instead, by the name that its buyer reads."""

    product_id: int
    title: str


def replacements_of(lines: Sequence[Line], order: Order) -> dict[int, list[Replacement]]:
    """List by the keys of lines what may be chosen instead: sold to this buyer, and in stock now.

    A constant number of queries.
    """
    products = [line.product for line in lines if line.product is not None]
    heads = {product.parent_id for product in products if product.is_child}
    family = Product.objects.filter(is_public=True, parent__in=heads) | Product.objects.filter(
        is_public=True, pk__in=[product.pk for product in products]
    )
    found = list(family.select_related("parent__product_class", "product_class").order_by("pk"))
    infos = purchase_infos(found, buyer=customer_buyer(order.user))
    to_be_had = [each for each in found if infos[each.pk].availability.is_available_to_buy]
    return {
        line.pk: [
            Replacement(product_id=each.pk, title=str(each))
            for each in to_be_had
            if (line.product_id and each.pk == line.product_id) or _are_variants(each, line.product)
        ]
        for line in lines
    }


def _are_variants(one: Product, other: Product | None) -> bool:
    return other is not None and one.is_child and one.parent_id == other.parent_id


@transaction.atomic
def hold(found: Return) -> None:
    """Reserve what is wanted instead, for as long as the pieces may take to come; called again, it extends.

    Raises ReturnRefusedError where something cannot be had any more.
    """
    wanted = [line for line in found.lines.select_related("replacement") if line.replacement_id]
    if not wanted:
        return
    basket = found.hold or _basket_for(found, wanted)
    longest = timedelta(days=policy().send_within_days) + SPARE
    try:
        stock.reserve(basket, until=timezone.now() + longest, longest=longest)
    except OutOfStock as error:
        raise ReturnRefusedError(_("The replacement is not available any more.")) from error


def _basket_for(found: Return, wanted: Sequence[ReturnLine]) -> Basket:
    """Make the basket that holds the pieces: nobody's, and never shown."""
    products = [line.replacement for line in wanted if line.replacement is not None]
    infos = purchase_infos(products, buyer=customer_buyer(found.order.user))
    basket = Basket.objects.create(owner=None, status=Basket.SAVED)
    for line in wanted:
        record = infos[line.replacement_id or 0].stockrecord
        if record is None:
            raise ReturnRefusedError(_("The replacement is not available any more."))
        basket.lines.create(
            line_reference=f"{record.pk}-{line.pk}",
            product=record.product,
            stockrecord=record,
            quantity=line.quantity,
            price_currency=found.order.currency,
        )
    Return.objects.filter(pk=found.pk).update(hold=basket)
    found.hold = basket
    return basket


def release(found: Return) -> None:
    """Let go of what is held for a return."""
    if found.hold is not None:
        stock.release(found.hold)


def hold_again(found: Return) -> None:
    """Reserve once more what a settlement that was refused had let go, where it can be had still."""
    try:
        hold(found)
    except ReturnRefusedError:
        logger.warning(
            "The replacement of return %s is sold out; staff are told when they settle.", found.number
        )
