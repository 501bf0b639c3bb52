"""Taking one bid as a whole, once, and ordering just that at just its prices."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from crm_core.tenders import deals
from crm_core.tenders.errors import TenderError
from crm_core.tenders.events import TenderAwarded, TenderOrdered
from crm_core.tenders.models import Bid, BidLine, Tender, TenderState
from crm_core.tenders.queries import unmapped
from crm_core.tenders.services import close_if_due, moved
from shop.basket.agreed import AgreedLine, NothingAgreedError, basket_at_agreed_prices
from shop.basket.models import Basket
from shop.events.services import publish
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard
from shop.partner.strategy import Strategy
from shop.time_zones import shop_day
from shop.user.models import User

PREFIX = "tender:"


@transaction.atomic
def award(tender: Tender, bid_id: int, *, by: User, now: datetime) -> Tender:
    """Take a bid; return the tender with the basket of it.

    Of those who award at the same moment one does; asked again for the same bid, the tender is returned
    as it is. Raises TenderError for a bid that is sealed, of another tender or no longer valid, and while a
    line is no product; TenderMovedError for a tender that cannot be awarded. Effects in order: state, basket,
    TenderAwarded.
    """
    close_if_due(tender, now=now)
    bid = Bid.objects.filter(pk=bid_id, invitation__tender=tender).first()
    if bid is None:
        raise TenderError(_("There is no such bid."))
    if tender.state == TenderState.AWARDED and tender.awarded_to_id == bid.pk:
        return tender
    if bid.valid_until < shop_day():
        raise TenderError(_("This bid is no longer valid. Please ask for a new one."))
    if unmapped(tender):
        raise TenderError(_("A line has no product yet: we are working on it."))
    closed = Tender.objects.filter(pk=tender.pk)
    closed = closed.filter(state=TenderState.CLOSED)  # guard: tender-awarded-once
    if not closed.update(state=TenderState.AWARDED, awarded_to=bid, awarded_at=now):
        tender.refresh_from_db()
        if tender.awarded_to_id == bid.pk:
            return tender
        raise moved()
    tender.refresh_from_db()
    tender.basket = _basket(tender, bid, owner=by)
    tender.save(update_fields=["basket"])
    publish(TenderAwarded(tender_id=tender.pk, bid_id=bid.pk))
    return tender


def _basket(tender: Tender, bid: Bid, *, owner: User) -> Basket:
    prices: dict[int, Decimal] = dict(BidLine.objects.filter(bid=bid).values_list("line", "price"))
    lines = [
        AgreedLine(product=line.product, quantity=line.quantity, price=prices[line.pk])
        for line in tender.lines.select_related("product__parent")
        if line.product is not None
    ]
    try:
        return basket_at_agreed_prices(
            owner,
            lines,
            reference=f"{PREFIX}{tender.pk}/{bid.pk}",
            currency=tender.currency,
            is_net=True,
            strategy=Strategy(user=owner),
        )
    except NothingAgreedError as error:
        raise TenderError(_("A product of this bid cannot be had any more. Please ask us.")) from error


@transaction.atomic
def basket_to_order(tender: Tender, *, by: User) -> Basket:
    """Return the basket of what was awarded, now that of who orders it. Raises TenderMovedError."""
    held = Tender.objects.select_for_update().get(pk=tender.pk)
    basket = held.basket
    if held.state != TenderState.AWARDED or held.order_id is not None or basket is None:
        raise moved()
    if basket.owner_id != by.pk:
        Basket.objects.filter(pk=basket.pk, status=Basket.SAVED).update(owner=by)
        basket.refresh_from_db()
    basket.strategy = Strategy(user=by)
    return basket


def hold_to_tender(order: Order) -> None:
    """Let what was awarded be ordered once; its deal is won by the order.

    A guard of placing an order: raises OrderRefused.
    """
    basket = order.basket
    if basket is None or not any(line.agreed_by.startswith(PREFIX) for line in basket.all_lines()):
        return
    awarded = Tender.objects.filter(basket=basket.pk, state=TenderState.AWARDED)
    awarded = awarded.filter(order=None)  # guard: tender-ordered-once
    if not awarded.update(order=order):
        raise OrderRefused(_("This tender has been ordered already."))
    tender = Tender.objects.select_related("deal__stage__pipeline", "deal__pipeline").get(basket=basket.pk)
    deals.win(tender, order)
    publish(TenderOrdered(tender_id=tender.pk, order_id=order.pk))


PLACEMENT_GUARDS.register(PlacementGuard(name="tenders", check=hold_to_tender, order=10))
