"""Buyers who all want the last of an offer, in real threads; each race returns what came of it."""

from functools import partial

from shop.b2b.models import Company, CompanyContact
from shop.basket.services import apply_offers
from shop.order.exceptions import DiscountUnavailable
from shop.order.models import Order, OrderDiscount, Redemption
from shop.order.services import cancel_order
from shop.partner.exceptions import OutOfStock
from shop.partner.strategy import Strategy
from shop.voucher.models import Voucher
from tests.races.oversell import prepare_orders
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory, UserFactory
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


def capped(buyers):
    """The same for an offer that gives 2.00 of each 2.40, at most ten times: 20.00 in all."""
    offer = make_offer(max_discount=20, max_discount_per_order=2)
    return _raced(buyers, offer)


def first_order(tabs):
    """Let one guest order so many baskets at once: two offers are for a first order."""
    make_offer(name="Welcome", first_order_only=True, priority=1)
    found = _raced(tabs, make_offer(first_order_only=True))
    uses = Redemption.objects.filter(is_first_order=True).count()
    return {"results": found["results"], "uses": uses}


def company_buyers(buyers):
    """Let people of a company order at once what is given once."""
    company = Company.objects.create(name="Kiln & Sons")
    users = [UserFactory() for _ in range(buyers)]
    for user in users:
        CompanyContact.objects.create(company=company, user=user, name="Ada", email=user.email)
    offer = make_offer(max_global_applications=ONCE, company_scope="chosen")
    offer.companies.add(company)
    product = ProductFactory(price="24.00", num_in_stock=buyers + 1)
    prepare_orders()
    baskets = []
    for user in users:
        basket = BasketFactory(owner=user, lines=[(product, 1)])
        basket.strategy = Strategy(user=user)
        apply_offers(basket, user=user)
        baskets.append((basket, user))
    results = at_once([partial(_place, basket, user, "") for basket, user in baskets])
    return {"results": _counted(results), "offer": _plain(figures(offer))}


def last_gift(buyers):
    """Let so many buyers who were promised the last free gift order at once."""
    gift = ProductFactory(num_in_stock=1)
    found = _raced(buyers, make_offer(kind="Free gift", value=None, gift=gift))
    return {
        "results": found["results"],
        "offer": found["offer"],
        "allocated": gift.stockrecords.get().num_allocated,
    }


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
        "results": _counted(results),
        "offer": _plain(figures(offer)),
        "status": offer.status,
        "discounts": OrderDiscount.objects.filter(offer_id=offer.pk).count(),
    }


def _counted(results):
    return {result: results.count(result) for result in sorted(map(str, set(results)))}


def _place(basket, owner, email):
    try:
        OrderFactory(basket=basket, user=owner, **({} if owner else {"guest_email": email}))
    except (DiscountUnavailable, OutOfStock):
        return "told"
    return "order"


def _plain(values):
    return [str(value) for value in values]
