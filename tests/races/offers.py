"""Buyers who all want the last of an offer, in real threads; each race returns what came of it."""

from functools import partial

from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, OrderDiscount
from shop.order.services import cancel_order
from shop.voucher.models import Voucher
from tests.races.oversell import prepare_orders
from tests.shop.checkout.race import at_once
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory
from tests.shop.offer.makers import basket_with, figures, make_offer, make_voucher

ONCE = 1


def limited(buyers):
    """Let so many baskets that show an offer "once in all" become orders at once."""
    offer = make_offer(max_global_applications=ONCE)
    return _raced(buyers, offer)


def budget(buyers):
    """The same for an offer that ends once it has given 5.00: each takes 2.40 off."""
    offer = make_offer(max_discount=5)
    return _raced(buyers, offer)


def unlimited(buyers):
    """The same for an offer and a voucher without limits: all are counted."""
    offer = make_offer()
    voucher = make_voucher()
    found = _raced(buyers, offer, vouchers=[voucher])
    return {**found, "voucher": _plain(figures(voucher))}


def single_use(buyers):
    """Let so many buyers who hold one code order at once."""
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    found = _raced(buyers, voucher.offers.get(), vouchers=[voucher])
    return {**found, "voucher": _plain(figures(voucher)), "used": voucher.applications.count()}


def one_customer(tabs):
    """Let one customer order so many baskets at once: once per customer by offer, and by voucher."""
    user = UserFactory()
    offer = make_offer(max_user_applications=ONCE)
    by_offer = _raced(tabs, offer, owner=user)
    type(offer)._default_manager.filter(pk=offer.pk).update(status="Suspended")
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    by_voucher = _raced(tabs, voucher.offers.get(), vouchers=[voucher], owner=user)
    return {"offer": by_offer["results"], "voucher": by_voucher["results"]}


def one_guest(tabs):
    """The same for a guest, who is known by the address they gave."""
    offer = make_offer(max_user_applications=ONCE)
    return _raced(tabs, offer)["results"] if tabs else {}


def cancelled(callers):
    """Let so many callers cancel an order with an offer and a voucher."""
    offer, voucher = make_offer(max_global_applications=ONCE), make_voucher(usage=Voucher.SINGLE_USE)
    basket = basket_with(ProductFactory(num_in_stock=9), vouchers=[voucher])
    prepare_orders()
    order = OrderFactory(basket=basket)
    before = [_plain(figures(offer)), _plain(figures(voucher))]
    at_once([partial(cancel_order, Order.objects.get(pk=order.pk)) for _ in range(callers)])
    offer.refresh_from_db()
    return {
        "before": before,
        "after": [_plain(figures(offer)), _plain(figures(voucher))],
        "status": offer.status,
    }


def _raced(number, offer, *, vouchers=(), owner=None, email="ada@example.com"):
    product = ProductFactory(price="24.00", num_in_stock=number + 1)
    prepare_orders()
    baskets = [basket_with(product, vouchers=vouchers, owner=owner, email=email) for _ in range(number)]
    results = at_once([partial(_place, basket, owner, email) for basket in baskets])
    offer.refresh_from_db()
    return {
        "results": {result: results.count(result) for result in sorted(map(str, set(results)))},
        "offer": _plain(figures(offer)),
        "status": offer.status,
        "discounts": OrderDiscount.objects.filter(offer_id=offer.pk).count(),
    }


def _place(basket, owner, email):
    try:
        OrderFactory(basket=basket, user=owner, **({} if owner else {"guest_email": email}))
    except DiscountUnavailable:
        return "told"
    return "order"


def _plain(values):
    return [str(value) for value in values]
