"""What the timeline tells of shipments and holds; told again it tells nothing twice."""

import pytest

from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.subscribers import on_order_held, on_shipment_delivered, on_shipment_shipped
from shop.fulfilment.events import ShipmentDelivered, ShipmentShipped
from shop.fulfilment.services import count_all, deliver, dispatch, finish_picking, pack, plan_shipments, ship
from shop.order.services import mark_order_paid
from shop.order_holds.events import OrderHeld
from shop.order_holds.services import hold_order
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = pytest.mark.django_db


def told(prefix):
    rows = TimelineEntry.objects.filter(kind__startswith=prefix).order_by("pk")
    return [(entry.kind, entry.data.get("pieces")) for entry in rows]


def hear(event, shipment):
    for _twice in range(2):
        event(
            (ShipmentShipped if event is on_shipment_shipped else ShipmentDelivered)(
                shipment_id=shipment.pk, order_id=shipment.order_id
            )
        )


def test_parts_are_told_and_what_arrived():
    first, second = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    order = mark_order_paid(OrderFactory(lines=[(stocked({first: 1, second: 2}), 3)]))
    shipment = plan_shipments(order)[0]
    finish_picking(shipment, by=None)
    count_all(shipment.lines.get(), by=None)
    ship(pack(shipment, by=None))
    pieces = shipment.lines.get().quantity

    hear(on_shipment_shipped, shipment)
    hear(on_shipment_delivered, deliver(shipment))

    assert told("shipment.") == [("shipment.shipped", pieces), ("shipment.delivered", pieces)]


def test_only_shipment_is_told_as_the_order():
    order = mark_order_paid(OrderFactory())
    dispatch(order)

    hear(on_shipment_shipped, order.shipments.get())

    assert told("shipment.") == []


def test_hold_is_told_with_its_reason():
    order = OrderFactory()
    hold = hold_order(order, reason="Odd")

    for _twice in range(2):
        on_order_held(OrderHeld(order_id=order.pk, hold_id=hold.pk))

    assert TimelineEntry.objects.get(kind="order.held").data == {"number": order.number, "reason": "Odd"}
