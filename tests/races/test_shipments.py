"""Two in the warehouse at once, and a buyer who cancels meanwhile, on PostgreSQL."""

from functools import partial

import pytest
from django.db import connection
from oscar.apps.order.exceptions import InvalidOrderStatus

from shop.events.models import Event
from shop.fulfilment.models import ParcelLine, Scan, Shipment, ShipmentLine
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    dispatch,
    finish_picking,
    pack,
    plan_shipments,
    put_in_parcel,
    scan,
    ship,
    start_picking,
)
from shop.order.models import Order
from shop.order.services import cancel_order, mark_order_paid
from tests.races.running import refused_is_fine
from tests.shop.checkout.race import at_once
from tests.shop.factories import OrderFactory
from tests.shop.stock.factories import WarehouseFactory, stocked, totals

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs on PostgreSQL"),
]
SEVERAL = 6


@pytest.fixture
def bowl():
    return stocked({WarehouseFactory(code="porto"): 4}, upc="KC-BOWL", title="Bowl")


@pytest.fixture
def shipment(bowl):
    order = mark_order_paid(OrderFactory(lines=[(bowl, 4)]))
    return plan_shipments(order)[0]


def packed(shipment):
    finish_picking(shipment, by=None)
    count_all(shipment.lines.get(), by=None)
    return pack(shipment, by=None)


def copies(shipment):
    return [Shipment.objects.get(pk=shipment.pk) for _copy in range(SEVERAL)]


def test_planned_by_several_is_planned_once(shipment):
    at_once([partial(plan_shipments, Order.objects.get()) for _each in range(SEVERAL)])

    assert list(ShipmentLine.objects.values_list("shipment__state", "quantity")) == [("waiting", 4)]


def test_shipped_by_several_is_shipped_once(shipment, bowl):
    packed(shipment)

    answers = at_once(
        [partial(refused_is_fine, partial(ship, copy), InvalidOrderStatus) for copy in copies(shipment)]
    )

    assert set(answers) <= {"done", "ShipmentRefusedError", "ChangeRefusedError"}
    assert (totals(bowl), Event.objects.filter(name="ShipmentShipped").count()) == ((0, 0, 0), 1)
    assert Order.objects.get().lines.get().num_dispatched == 4


def test_pieces_that_several_put_into_their_parcel_at_once_lie_in_one(shipment):
    finish_picking(shipment, by=None)
    row = shipment.lines.get()
    boxes = [add_parcel(shipment, carrier_name="Post", by=None) for _each in range(SEVERAL)]

    answers = at_once(
        [
            partial(refused_is_fine, partial(put_in_parcel, box, {row.pk: 3}, by=None), InvalidOrderStatus)
            for box in boxes
        ]
    )

    assert sorted(answers) == ["ShipmentRefusedError"] * (SEVERAL - 1) + ["done"]
    row.refresh_from_db()
    assert (row.boxed, list(ParcelLine.objects.values_list("quantity", flat=True))) == (3, [3])


def test_shipped_or_cancelled_never_both(bowl):
    for _round in range(4):
        order = mark_order_paid(OrderFactory(lines=[(bowl, 1)]))
        before = totals(bowl)[0]
        works = [partial(dispatch, order), partial(cancel_order, Order.objects.get(pk=order.pk))]

        answers = at_once([partial(refused_is_fine, work, InvalidOrderStatus) for work in works])

        status = Order.objects.get(pk=order.pk).status
        assert answers.count("done") == 1
        assert (status, totals(bowl)) in (("Dispatched", (before - 1, 0, 0)), ("Cancelled", (before, 0, 0)))


def test_same_reading_sent_several_times_counts_once(shipment):
    start_picking([shipment], by=None)

    results = at_once([partial(scan, copy, "KC-BOWL", key="a") for copy in copies(shipment)])

    assert {result.outcome for result in results} == {"counted"}
    assert (ShipmentLine.objects.get().picked, Scan.objects.count()) == (1, 1)


def test_several_scanners_count_no_more_than_is_wanted(shipment):
    start_picking([shipment], by=None)

    calls = [partial(scan, copy, "KC-BOWL", key=str(place)) for place, copy in enumerate(copies(shipment))]
    outcomes = sorted(result.outcome for result in at_once(calls))

    assert outcomes.count("done") == 1
    assert ShipmentLine.objects.get().picked == 4
    assert Shipment.objects.get().state == "picked"
