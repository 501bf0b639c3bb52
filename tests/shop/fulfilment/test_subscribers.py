import pytest

from shop.fulfilment.models import Shipment
from shop.fulfilment.subscribers import on_order_cancelled, on_order_paid, on_quantities_cancelled
from shop.fulfilment.tasks import look_after_shipments
from shop.order.events import OrderCancelled, OrderPaid, OrderQuantitiesCancelled
from shop.order.models import Order
from shop.order.services import cancel_order, cancel_quantities, lock_order, mark_order_paid
from shop.stock.models import OrderAllocation, StockLevel, Warehouse
from tests.shop.factories import OrderFactory

pytestmark = pytest.mark.django_db


def open_pieces(order):
    rows = Shipment.objects.filter(order=order).exclude(state="cancelled")
    return sum(row.quantity for shipment in rows for row in shipment.lines.all())


def test_shipments_follow_their_order(split_order):
    order = split_order.order

    for _again in range(2):
        on_order_paid(OrderPaid(order_id=order.pk))
        assert open_pieces(order) == 6
    cancel_quantities(lock_order(order), {split_order.bowls.pk: 5})
    on_quantities_cancelled(OrderQuantitiesCancelled(order_id=order.pk))
    assert open_pieces(order) == 1
    cancel_order(Order.objects.get(pk=order.pk))
    on_order_cancelled(OrderCancelled(order_id=order.pk))
    assert open_pieces(order) == 0


def test_orders_from_before_get_their_shipments(split_order):
    look_after_shipments()
    look_after_shipments()

    assert (open_pieces(split_order.order), Shipment.objects.count()) == (6, 2)


def test_an_order_whose_supplier_is_gone_is_planned_and_keeps_no_other_back(split_order):
    split_order.order.lines.filter(title="Cup").update(stockrecord=None, partner=None)
    StockLevel.objects.filter(stockrecord__product=split_order.cup).delete()
    OrderAllocation.objects.filter(line=split_order.cups).delete()

    look_after_shipments()

    assert open_pieces(split_order.order) == 6


def test_an_order_that_cannot_be_planned_keeps_no_other_back():
    odd, good = mark_order_paid(OrderFactory()), mark_order_paid(OrderFactory())
    odd.lines.update(stockrecord=None, partner=None)
    for model in (OrderAllocation, StockLevel, Warehouse):
        model.objects.all().delete()

    look_after_shipments()

    assert (open_pieces(odd), open_pieces(good) > 0) == (0, True)
