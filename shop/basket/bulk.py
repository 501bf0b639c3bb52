"""Many products into a basket at once: in one transaction, once for each token, in few queries."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.basket.checking import Obstacle, Verdict, Wish, check_wishes
from shop.basket.models import Basket, BasketBatch, Line
from shop.basket.services import QuantityError, lock_basket
from shop.partner.buyers import Buyer
from shop.stock.services import free_expired
from shop.transactions import atomic_with, in_transaction


@dataclass(frozen=True, kw_only=True)
class BulkAddition:
    """What became of many wishes: those `added`, and those `refused` with why.

    `was_done`: the same token has been used before, and nothing was added now.
    """

    added: Sequence[Verdict] = ()
    refused: Sequence[Verdict] = ()
    was_done: bool = False


def add_many(basket: Basket, wishes: Sequence[Wish], *, token: UUID | None = None) -> BulkAddition:
    """Add all that can be had as wished; the others come back with their reasons and stay out.

    The basket needs its strategy and is saved when it is new. Lines of the same product without options grow.
    Wishes for one product are added up. A `token` (of the form that was sent) works once, whoever sends it
    twice. Raises BasketClosedError when the basket has become an order, QuantityError when an order cannot
    hold so many pieces; nothing is changed then.
    """
    with atomic_with(basket):
        held = lock_basket(basket)
        if token is not None and not _is_new(basket, token):
            return BulkAddition(was_done=True)
        done = _add(basket, held, _added_up(wishes))
    basket.is_committed = not in_transaction()
    return done


def _is_new(basket: Basket, token: UUID) -> bool:
    """Use up a token; a second that comes with it waits here for the first, and finds it used."""
    _batch, is_new = BasketBatch.objects.get_or_create(token=token, defaults={"basket": basket})
    return is_new  # guard: batch-once


def _add(basket: Basket, held: list[Line], wishes: Sequence[Wish]) -> BulkAddition:
    verdicts = check_in_basket(basket, held, wishes)
    currencies = {line.price_currency for line in held}
    good = [v for v in verdicts if v.is_good and currencies <= {v.info.price.currency}]
    pieces = sum(line.quantity for line in held) + sum(v.wish.quantity for v in good)
    if pieces > settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD:
        most = settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
        raise QuantityError(_("At most %(most)d items per order.") % {"most": most}, left=0)
    _write(basket, held, good)
    basket.reset_offer_applications()
    basket._lines = None
    taken = {v.wish.product.pk for v in good}
    return BulkAddition(added=good, refused=[v for v in verdicts if v.wish.product.pk not in taken])


def check_in_basket(basket: Basket, held: Sequence[Line], wishes: Sequence[Wish]) -> list[Verdict]:
    """Judge wishes beside what the basket holds; what it has reserved counts as free for it."""
    buyer: Buyer = basket.strategy.buyer
    in_basket = Counter[int]()
    for line in held:
        in_basket[line.product_id] += line.quantity
    verdicts = check_wishes(wishes, buyer=buyer, held=in_basket)
    reserved = [
        v.info.stockrecord.pk
        for v in verdicts
        if v.obstacle in {Obstacle.SOLD_OUT, Obstacle.SHORT}
        and v.info.stockrecord
        and v.info.stockrecord.num_reserved
    ]
    if not reserved:
        return verdicts
    free_expired(reserved)
    own = basket.reserved_quantities
    for verdict in verdicts:  # what this basket holds in reserve it may have
        record = verdict.info.stockrecord
        if record is not None and record.pk in own:
            in_basket[verdict.wish.product.pk] -= own[record.pk]
    return check_wishes(wishes, buyer=buyer, held=in_basket)


def _write(basket: Basket, held: Sequence[Line], good: Sequence[Verdict]) -> None:
    lines = {line.line_reference: line for line in held}
    now, new, grown = timezone.now(), [], []
    for verdict in good:
        product, price, record = verdict.wish.product, verdict.info.price, verdict.info.stockrecord
        reference = basket._create_line_reference(product, record, [])
        if line := lines.get(reference):
            line.quantity, line.date_updated = line.quantity + verdict.wish.quantity, now
            grown.append(line)
            continue
        new.append(
            Line(
                basket=basket,
                line_reference=reference,
                product=product,
                stockrecord=record,
                quantity=verdict.wish.quantity,
                price_currency=price.currency,
                price_excl_tax=price.excl_tax,
                price_incl_tax=price.incl_tax,
                tax_code=price.tax_code,
                date_updated=now,
            )
        )
    Line.objects.bulk_create(new, batch_size=500)
    if grown:
        Line.objects.bulk_update(grown, ["quantity", "date_updated"], batch_size=200)


def _added_up(wishes: Sequence[Wish]) -> list[Wish]:
    pieces: Counter[int] = Counter()
    for wish in wishes:
        pieces[wish.product.pk] += wish.quantity
    products = {wish.product.pk: wish.product for wish in wishes}
    return [Wish(product=products[pk], quantity=quantity) for pk, quantity in pieces.items()]
