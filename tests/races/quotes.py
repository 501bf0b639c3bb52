"""One quote, accepted, withdrawn, countered and ordered at the same moment: exactly one of them happens."""

from decimal import Decimal
from functools import partial

from django.contrib.sites.models import Site
from django.db import connection

from crm_core.quotes.acceptance import accept
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.models import Quote
from crm_core.quotes.moves import CounterLine, counter, withdraw
from shop.basket.models import Basket
from shop.order.models import Order
from shop.partner.strategy import Strategy
from tests.crm_core.quotes.factories import fresh, offer, requested
from tests.shop.checkout.race import at_once
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory


def answers(number):
    """Let a buyer accept and counter, and a colleague withdraw, the same version so many times at once."""
    quote = _sent()
    staff = StaffFactory()
    acts = []
    for _turn in range(number):
        acts += [
            partial(_try, "accepted", accept, quote, seen=2, name="Ada", by=None),
            partial(_try, "withdrawn", withdraw, quote, by=staff),
            partial(_try, "countered", counter, quote, _more(), seen=2, by=None),
        ]
    done = [told for told in at_once(acts) if told != "refused"]
    # A counter-offer may be taken back after it came; whoever accepts twice is told of one acceptance.
    ends = {told for told in done if told != "countered"} or {"countered"}
    found = {
        "ends": len(ends),
        "is_as_told": ends == {fresh(quote).state},
        "accepted_and_countered": {"accepted", "countered"} <= set(done),
        "baskets": Basket.objects.filter(status=Basket.SAVED).count() - ("accepted" in done),
    }
    connection.close()
    return found


def orders(number):
    """Let an accepted quote be ordered so many times at once."""
    quote = accept(_sent(), seen=2, name="Ada", by=None)
    Site.objects.get_or_create(pk=1, defaults={"domain": "shop.example", "name": "Shop"})
    user = UserFactory()
    placed = at_once([partial(_order, quote.basket_id, user) for _click in range(number)])
    found = {
        "orders": Order.objects.count(),
        "answers": len({key for key in placed if key}),
        "state": fresh(quote).state,
    }
    connection.close()
    return found


def _sent():
    return offer(requested((ProductFactory(price="119.00", num_in_stock=50), 10, None)), "100.00")


def _more():
    return {1: CounterLine(quantity=20, price=Decimal("80.00"))}


def _try(told, call, quote, *args, **kwargs):
    try:
        call(Quote.objects.get(pk=quote.pk), *args, **kwargs)
    except QuoteError:
        return "refused"
    return told


def _order(basket_id, user):
    basket = Basket.objects.get(pk=basket_id)
    basket.strategy = Strategy(user=user)
    try:
        return OrderFactory(basket=basket, user=user).pk
    except Exception:  # noqa: BLE001 - whatever the later ones are told
        return None
