"""Accepting a version, once, and ordering just what was accepted at just its prices."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import DealOrder
from crm_core.pipeline.services import win_deal
from crm_core.quotes.errors import QuoteError, StaleQuoteError
from crm_core.quotes.events import QuoteAccepted, QuoteOrdered
from crm_core.quotes.models import Quote, QuoteVersion
from crm_core.quotes.models.quotes import State
from crm_core.quotes.moves import stale_error
from crm_core.quotes.pricing import buyer_of_quote, digest_of
from shop.basket.agreed import AgreedLine, NothingAgreedError, basket_at_agreed_prices
from shop.basket.models import Basket
from shop.events.services import publish
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.order.placement import PLACEMENT_GUARDS, PlacementGuard
from shop.partner.strategy import Strategy
from shop.time_zones import shop_day
from shop.user.models import User

ACT = "quote_accepted"
PREFIX = "quote:"


@transaction.atomic
def accept(quote: Quote, *, seen: int, name: str, by: User | None) -> Quote:
    """Accept the version that was shown (`seen`), signed with a name; return the quote with its basket.

    Exactly one of those who accept, withdraw, counter or expire it at the same moment wins. Asked again for
    what is accepted already, it is returned as it is. It can be ordered until its last day, at least
    KILN_QUOTE_ORDER_DAYS days from now. Raises StaleQuoteError for any version but the last one of ours, and
    after its last day; QuoteError without a name, or where a product is gone. Effects in order: state and
    signature (name, time, hash of the version), basket, QuoteAccepted.
    """
    if not name.strip():
        raise QuoteError(_("Please sign with your name."))
    version = quote.versions.filter(number=seen, by_buyer=False).first()
    if version is None or digest_of(version) != version.digest:
        raise stale_error()
    if not _claim(quote, version, name=name, by=by):
        quote.refresh_from_db()
        if quote.state in (State.ACCEPTED, State.ORDERED) and quote.accepted_number == seen:
            return quote
        raise stale_error()
    quote.refresh_from_db()
    quote.basket = _basket(quote, version, owner=by)
    quote.save(update_fields=["basket"])
    publish(QuoteAccepted(quote_id=quote.pk, customer_id=quote.customer_id, number=seen))
    return quote


def _claim(quote: Quote, version: QuoteVersion, *, name: str, by: User | None) -> bool:
    today = shop_day()
    days = timedelta(days=settings.KILN_QUOTE_ORDER_DAYS)
    open_ones = Quote.objects.filter(
        pk=quote.pk,
        state=State.SENT,  # guard: quote-accepted-once
        latest=version.number or 0,
        valid_until__gte=today,
    )
    now = timezone.now()
    claimed = open_ones.update(
        state=State.ACCEPTED,
        state_since=now,
        accepted_number=version.number,
        accepted_at=now,
        accepted_by=by,
        accepted_name=name.strip()[:200],
        accepted_digest=version.digest,
        order_until=max(version.valid_until or today, today + days),
    )
    return bool(claimed)


def reference_of(quote: Quote) -> str:
    """Return what lines of baskets and orders say of it: number and version."""
    return f"{PREFIX}{quote.number}/{quote.accepted_number}"


def _basket(quote: Quote, version: QuoteVersion, *, owner: User | None) -> Basket:
    lines = list(version.lines.select_related("product__parent").order_by("key"))
    wanted = [
        AgreedLine(product=line.product, quantity=line.quantity, price=line.price)
        for line in lines
        if line.product is not None and line.price is not None
    ]
    if len(wanted) != len(lines):
        raise QuoteError(_("A product of this quote cannot be had any more. Please ask us."))
    try:
        return basket_at_agreed_prices(
            owner,
            wanted,
            reference=reference_of(quote),
            currency=quote.currency,
            is_net=quote.is_net,
            allows_offers=version.allows_offers,
            strategy=Strategy(buyer=buyer_of_quote(quote)),
        )
    except NothingAgreedError as error:
        raise QuoteError(_("A product of this quote cannot be had any more. Please ask us.")) from error


@transaction.atomic
def basket_to_order(quote: Quote, *, by: User | None) -> Basket:
    """Return the basket of what was accepted, now that of who orders it.

    Raises StaleQuoteError where it was ordered meanwhile, or its last day is over.
    """
    quote.refresh_from_db()
    basket = quote.basket
    if not quote.can_be_ordered or basket is None:
        raise StaleQuoteError(_("This quote cannot be ordered any more. Ask us for a new one."))
    basket.strategy = Strategy(user=by)
    if basket.owner_id != (by.pk if by else None):
        basket.owner = by
        Basket.objects.filter(pk=basket.pk, status=Basket.SAVED).update(owner=by)
    return basket


def hold_to_quote(order: Order) -> None:
    """Let what a quote agreed be ordered while it stands accepted, once; its deal is won by the order.

    A guard of placing an order: raises OrderRefused, in words for the buyer, for a quote that is over.
    """
    basket = order.basket
    if basket is None or not any(line.agreed_by.startswith(PREFIX) for line in basket.all_lines()):
        return
    accepted = Quote.objects.filter(
        basket=basket.pk,
        state=State.ACCEPTED,  # guard: quote-ordered-once
        order_until__gte=shop_day(),
    )
    if not accepted.update(state=State.ORDERED, state_since=timezone.now(), order=order):
        raise OrderRefused(_("This quote cannot be ordered any more. Ask us for a new one."))
    quote = Quote.objects.select_related("deal__stage__pipeline", "deal__pipeline").get(basket=basket.pk)
    _win(quote, order)
    publish(QuoteOrdered(quote_id=quote.pk, customer_id=quote.customer_id, order_id=order.pk))


def _win(quote: Quote, order: Order) -> None:
    """Have the order win the quote's deal; where staff lost it meanwhile, that stands."""
    deal = quote.deal
    if deal is None:
        return
    try:
        with transaction.atomic():
            win_deal(deal, order, act=ACT)
            DealOrder.objects.filter(order=order, deal=deal).update(has_won=True)
    except DealError:
        return


PLACEMENT_GUARDS.register(PlacementGuard(name="quotes", check=hold_to_quote, order=10))
