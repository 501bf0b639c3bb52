"""Putting the goods of an abandoned basket into the basket of whoever opened the link.

The visitor is not logged in and learns nothing of the customer: goods, and the prices that they
themselves would pay. What is in both baskets keeps the larger quantity, as when baskets are joined, so that
a link that is used twice changes nothing the second time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.abandoned_baskets.events import BasketRestored
from crm_core.abandoned_baskets.models import AbandonedBasket, RestoredBasket
from shop.basket.models import Basket, Line, LineAttribute
from shop.basket.reordering import reorder
from shop.basket.services import lock_basket
from shop.catalogue.models import Product
from shop.events.services import publish
from shop.formats import format_money
from shop.partner.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """So many pieces more of a line of the abandoned basket, as `reorder` takes them."""

    product: Product
    quantity: int
    title: str
    attributes: Manager[LineAttribute]
    is_gift: bool = False


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What became of it: how many lines are in the basket, a sentence for each that is not as it was."""

    lines: int
    problems: Sequence[str]


@transaction.atomic
def restore(spell: AbandonedBasket, *, into: Basket) -> Restored:
    """Add what is missing of the abandoned basket's lines; say what is sold out, short or has a new price.

    `into` needs its strategy. The abandoned basket stays as it is. Raises BasketClosedError when `into` has
    become an order meanwhile. Effects in order: lines, RestoredBasket, `BasketRestored` (once per basket).
    """
    source = spell.basket
    source.strategy = Strategy(user=source.owner)
    lines = list(source.all_lines())
    held = lock_basket(into)
    wanted = [one for line in lines if (one := _missing(line, held)).quantity > 0]
    added = reorder(into, wanted)
    now = timezone.now()
    _row, is_new = RestoredBasket.objects.get_or_create(
        abandoned=spell, basket=into, defaults={"restored_at": now}
    )
    if is_new:
        AbandonedBasket.objects.filter(pk=spell.pk, restored_at=None).update(restored_at=now)
        publish(BasketRestored(abandoned_id=spell.pk, basket_id=into.pk, customer_id=spell.customer_id))
    return Restored(
        lines=len(lines) - len(wanted) + added.added,
        problems=[*added.problems, *_new_prices(lines, visitor=into.strategy)],
    )


def _missing(line: Line, held: Sequence[Line]) -> Wanted:
    have = sum(other.quantity for other in held if other.line_reference == line.line_reference)
    return Wanted(
        product=line.product,
        quantity=line.quantity - have,
        title=line.description,
        attributes=line.attributes,
    )


def _new_prices(lines: Sequence[Line], *, visitor: Strategy) -> list[str]:
    """Name what costs its buyer something else than when it was put in, at the price of whoever looks."""
    said = []
    for line in lines:
        # The line keeps what one piece cost when it was put in, whatever its quantity.
        theirs = line.basket.strategy.fetch_for_product(line.product, line.stockrecord).price
        if not theirs.exists or theirs.unit_gross == line.price_incl_tax:
            continue
        price = visitor.fetch_for_product(line.product, quantity=line.quantity).price
        if price.exists:
            each = price.unit_net if price.shows_net else price.unit_gross
            said.append(
                _("The price of “%(title)s” has changed since: it is %(price)s now.")
                % {"title": line.description, "price": format_money(each, price.currency)}
            )
    return said
