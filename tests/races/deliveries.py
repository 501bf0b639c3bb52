"""Buyers who want the last delivery of a day, colleagues who book one delivery; each returns what came of it."""

from functools import partial

from shop.carriers.services import next_label_number
from shop.order.models import Order
from shop.purchasing.exceptions import PurchasingError
from shop.purchasing.models import PurchaseOrder
from shop.purchasing.services import draft_proposals, receive_goods
from shop.shipping.exceptions import DeliveryUnavailableError
from shop.shipping.methods import DeliveryMethod
from shop.shipping.order_models import DeliveryDay
from shop.stock.consistency import differences
from shop.stock.models import StockMovement
from tests.races.oversell import prepare_orders
from tests.shop.carriers.factories import carrier
from tests.shop.checkout.race import at_once
from tests.shop.factories import BasketFactory, OrderFactory, ProductFactory
from tests.shop.purchasing.factories import arrived, sells, sent, vendor
from tests.shop.shipping.pickup_world import shipped
from tests.shop.stock.factories import WarehouseFactory, stocked

SLOTS = 3


def days(buyers):
    """Let so many baskets ask for a day that has three deliveries."""
    shipped("van", offers_days=True, daily_capacity=SLOTS, days_shown=2)
    product = ProductFactory(num_in_stock=buyers + 1)
    prepare_orders()
    before = Order.objects.count()
    baskets = [BasketFactory(lines=[product]) for _ in range(buyers)]
    day = DeliveryMethod(code="van", country="DE", postcode="01662").possible_days()[0]
    results = at_once([partial(_place, basket, day) for basket in baskets])
    return {
        "results": _counted(results),
        "booked": DeliveryDay.objects.get().booked,
        "orders": Order.objects.count() - before,
        "allocated": product.stockrecords.get().num_allocated,
    }


def _place(basket, day):
    method = DeliveryMethod(code="van", country="DE", postcode="01662")
    method.day = day
    try:
        OrderFactory(basket=basket, shipping_method=method)
    except DeliveryUnavailableError:
        return "told"
    return "order"


def receipts(colleagues):
    """Let so many colleagues book the five units of one order: half by one form, half by another."""
    place = WarehouseFactory(code="main")
    order = sent(vendor(), place, (stocked({place: 0}), 5, "1.00"))
    units = arrived(order, 5)
    calls = [partial(_receive, order.pk, units, f"form-{number % 2}") for number in range(colleagues)]
    results = at_once(calls)
    return {
        "results": _counted(results),
        "units": list(StockMovement.objects.filter(kind="receipt").values_list("quantity", flat=True)),
        "books": list(differences()),
    }


def _receive(pk, units, key):
    try:
        outcome = receive_goods(PurchaseOrder.objects.get(pk=pk), units, key=key)
    except PurchasingError:
        return "told"
    return "booked" if outcome.is_new else "known"


def drafts(clicks):
    """Let so many clicks draft the same proposal."""
    product = stocked({WarehouseFactory(): 0})
    offer = sells(vendor(), product)
    made = at_once([partial(draft_proposals, {offer.pk: 5}) for _ in range(clicks)])
    return {"made": sorted(map(len, made)), "orders": PurchaseOrder.objects.count()}


def labels(number):
    """Draw so many numbers of labels at once."""
    carrier("van")
    return sorted(at_once([partial(next_label_number, "van") for _ in range(number)]))


def _counted(results):
    return {result: results.count(result) for result in sorted(map(str, set(results)))}
