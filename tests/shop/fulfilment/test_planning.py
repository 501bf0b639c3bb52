import pytest

from shop.fulfilment.models import Shipment
from shop.fulfilment.services import plan_shipments, start_picking
from shop.order.models import Order
from shop.order.services import cancel_order, cancel_quantities, lock_order, mark_order_paid
from tests.shop.factories import OrderFactory, ProductClassFactory, ProductFactory

pytestmark = pytest.mark.django_db


def planned(order):
    """Lines' titles and pieces by warehouse and state."""
    return {
        (each.warehouse.code, each.state): {row.line.title: row.quantity for row in each.lines.all()}
        for each in Shipment.objects.filter(order=order).order_by("pk")
    }


def test_a_shipment_for_each_warehouse_from_which_pieces_leave(split_order):
    plan_shipments(split_order.order)

    assert planned(split_order.order) == {
        ("porto", "waiting"): {"Bowl": 3, "Cup": 1},
        ("lisbon", "waiting"): {"Bowl": 2},
    }


def test_planning_again_changes_nothing(split_order):
    first = plan_shipments(split_order.order)

    assert plan_shipments(split_order.order) == first
    assert [each.number for each in first] == [f"{split_order.order.number}-{n}" for n in (1, 2)]


def test_nothing_is_planned_for_an_order_that_waits_for_its_money(db):
    assert plan_shipments(OrderFactory()) == []


def test_pieces_whose_stock_is_not_counted_go_with_the_others(split_order):
    kind = ProductClassFactory(slug="prints", track_stock=False)
    order = mark_order_paid(
        OrderFactory(
            lines=[
                (split_order.cup, 1),
                (ProductFactory(title="Print", product_class=kind, num_in_stock=None), 2),
            ]
        )
    )

    plan_shipments(order)

    assert planned(order) == {("porto", "waiting"): {"Cup": 1, "Print": 2}}


def test_pieces_called_off_leave_what_nobody_has_in_hand(split_order, shipments, packer):
    start_picking([shipments["porto"]], by=packer)
    order = lock_order(split_order.order)

    cancel_quantities(order, {split_order.bowls.pk: 4, split_order.cups.pk: 1})
    plan_shipments(order)

    left = {key: pieces for key, pieces in planned(order).items() if key[1] != "cancelled"}
    assert sum(number for pieces in left.values() for number in pieces.values()) == 1
    assert {line.num_left for line in order.lines.all()} == {1, 0}


def test_a_cancelled_order_keeps_no_open_shipment(split_order, shipments):
    cancel_order(Order.objects.get(pk=split_order.order.pk))

    assert plan_shipments(split_order.order) == []
    assert set(Shipment.objects.values_list("state", flat=True)) == {"cancelled"}
