from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.carriers.models import CarrierAccount
from shop.events.models import Event
from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import Shipment
from shop.fulfilment.queries import delivered_at, is_picked, shipped_quantities, tracking_of
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    deliver,
    deliver_due,
    dispatch,
    finish_picking,
    pack,
    plan_shipments,
    put_back,
    reopen,
    ship,
    split,
    start_picking,
)
from shop.fulfilment.tasks import look_after_shipments
from shop.order.exceptions import ChangeRefusedError, MoveForbiddenError
from shop.order.models import Line, Order
from shop.order.services import (
    cancel_order,
    cancel_quantities,
    complete_order,
    lock_order,
    mark_order_paid,
)
from shop.order_holds.exceptions import OrderHeldError
from shop.order_holds.services import hold_order, release_hold
from shop.payments.manual_payments import book_transfer
from shop.payments.refunds import request_refund
from shop.stock.exceptions import StockError
from shop.stock.models import StockMovement
from shop.stock.services import restock_return
from tests.crm_core.factories import staff_with
from tests.shop.factories import OrderFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, levels, stocked, totals

pytestmark = pytest.mark.django_db


def packed(shipment, packer):
    finish_picking(shipment, by=packer)
    for row in shipment.lines.all():
        count_all(row, by=packer)
    return pack(shipment, by=packer)


def fresh(order):
    return Order.objects.get(pk=order.pk)


def events(name):
    return Event.objects.filter(name=name).count()


def test_first_shipment_leaves_the_order_partially_dispatched_and_the_last_dispatches_it(
    split_order, shipments, packer
):
    ship(packed(shipments["porto"], packer), by=packer)

    order = fresh(split_order.order)
    assert (order.status, events("ShipmentShipped"), events("OrderDispatched")) == (
        "Partially dispatched",
        1,
        0,
    )
    assert shipped_quantities(order) == {split_order.bowls.pk: 3, split_order.cups.pk: 1}
    assert levels(split_order.bowl) == {"lisbon": (2, 2), "porto": (0, 0)}

    ship(packed(shipments["lisbon"], packer), by=packer)

    order = fresh(split_order.order)
    assert (order.status, events("ShipmentShipped"), events("OrderDispatched")) == ("Dispatched", 2, 1)
    assert (totals(split_order.bowl), totals(split_order.cup)) == ((0, 0, 0), (3, 0, 0))


def test_shipping_twice_ships_once(split_order, shipments, packer):
    shipment = packed(shipments["porto"], packer)

    ship(Shipment.objects.get(pk=shipment.pk), by=packer)
    ship(Shipment.objects.get(pk=shipment.pk), by=packer)

    assert (events("ShipmentShipped"), totals(split_order.bowl)) == (1, (2, 2, 0))


def test_whole_order_goes_by_the_same_door(split_order, packer):
    dispatch(split_order.order, by=packer)

    states = Shipment.objects.filter(order=split_order.order).values_list("warehouse__code", "state")
    assert sorted(states) == [("lisbon", "shipped"), ("porto", "shipped")]
    assert fresh(split_order.order).status == "Dispatched"
    assert (events("ShipmentShipped"), events("OrderDispatched")) == (2, 1)


def test_rest_of_an_order_goes_out_after_its_first_shipment(split_order, shipments, packer):
    ship(packed(shipments["porto"], packer), by=packer)

    dispatch(split_order.order, by=packer)

    assert fresh(split_order.order).status == "Dispatched"
    assert Shipment.objects.filter(state="shipped").count() == 2


def test_five_ordered_two_sent_three_called_off(split_order, shipments, packer):
    """Bagisto #10205: the order ends as dispatched, every piece is counted once."""
    order = split_order.order
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    ship(packed(shipments["lisbon"], packer), by=packer)

    request_refund(order, key="rest", pieces={split_order.bowls.pk: 3, split_order.cups.pk: 1})
    plan_shipments(order)

    bowls = Line.objects.get(pk=split_order.bowls.pk)
    assert (bowls.quantity, bowls.num_dispatched, bowls.num_cancelled, bowls.num_left) == (5, 2, 3, 0)
    assert fresh(order).status == "Dispatched"
    assert (totals(split_order.bowl), totals(split_order.cup)) == ((3, 0, 0), (4, 0, 0))
    assert sorted(Shipment.objects.values_list("state", flat=True)) == ["cancelled", "shipped"]
    assert events("OrderDispatched") == 1
    assert complete_order(fresh(order)).status == "Complete"


def test_pieces_are_never_put_back_twice(split_order, shipments, packer):
    """PrestaShop #16869: what was called off is free once; only what went out can come back, once."""
    order = split_order.order
    book_transfer(order, amount=order.total_incl_tax, reference="all")
    ship(packed(shipments["lisbon"], packer), by=packer)
    request_refund(order, key="rest", pieces={split_order.bowls.pk: 3})

    line = Line.objects.get(pk=split_order.bowls.pk)
    restock_return(line, quantity=2, warehouse=split_order.lisbon)
    with pytest.raises(StockError):
        restock_return(line, quantity=1, warehouse=split_order.lisbon)
    with pytest.raises(ChangeRefusedError):
        cancel_order(fresh(order))

    assert totals(split_order.bowl) == (5, 0, 0)
    moved = StockMovement.objects.filter(level__stockrecord__product=split_order.bowl)
    assert [each.quantity for each in moved.filter(kind__in=["sale", "return"]).order_by("pk")] == [-2, 2]


def test_database_sends_no_more_than_was_bought(split_order):
    Line.objects.filter(pk=split_order.bowls.pk).update(num_cancelled=3)

    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=split_order.bowls.pk).update(num_dispatched=3)


def test_box_with_pieces_that_were_called_off_is_not_shipped(split_order, shipments, packer):
    shipment = packed(shipments["porto"], packer)
    with transaction.atomic():
        cancel_quantities(lock_order(split_order.order), {split_order.bowls.pk: 3, split_order.cups.pk: 1})
    plan_shipments(split_order.order)

    with pytest.raises(ChangeRefusedError, match="does not have that many items left"):
        ship(Shipment.objects.get(pk=shipment.pk), by=packer)

    assert (fresh(split_order.order).status, Shipment.objects.get(pk=shipment.pk).state) == ("Paid", "packed")
    assert shipped_quantities(fresh(split_order.order)) == {}


def test_box_opened_again_gives_up_what_was_called_off(split_order, shipments, packer):
    shipment = packed(shipments["porto"], packer)
    with transaction.atomic():
        cancel_quantities(lock_order(split_order.order), {split_order.cups.pk: 1})

    put_back(reopen(shipment, by=packer), by=packer)

    assert {row.line.title: row.quantity for row in shipment.lines.all()} == {"Bowl": 3}


def test_box_of_a_cancelled_order_goes_back_to_the_shelf(split_order, shipments, packer):
    shipment = packed(shipments["porto"], packer)
    cancel_order(fresh(split_order.order))
    plan_shipments(split_order.order)

    put_back(reopen(shipment, by=packer), by=packer)

    assert set(Shipment.objects.values_list("state", flat=True)) == {"cancelled"}
    assert totals(split_order.bowl) == (5, 0, 0)


def test_only_a_packed_shipment_is_shipped(split_order, shipments, packer):
    with pytest.raises(ShipmentRefusedError, match="Pack the shipment"):
        ship(shipments["porto"], by=packer)

    assert fresh(split_order.order).status == "Paid"


@pytest.mark.parametrize("missing", ["order.change_order", "order.dispatch_order"])
def test_no_step_without_the_rights(split_order, shipments, missing):
    stranger = staff_with(*({"order.change_order", "order.dispatch_order"} - {missing}))
    shipment = shipments["porto"]

    for step in (
        lambda: start_picking([shipment], by=stranger),
        lambda: finish_picking(shipment, by=stranger),
        lambda: pack(shipment, by=stranger),
        lambda: dispatch(split_order.order, by=stranger),
        lambda: deliver(shipment, by=stranger),
    ):
        with pytest.raises(MoveForbiddenError):
            step()

    assert Shipment.objects.get(pk=shipment.pk).state == "waiting"


def test_held_order_is_neither_picked_nor_shipped_until_released(split_order, shipments, packer):
    hold = hold_order(split_order.order, reason="Address?")
    for step in (
        lambda: start_picking([shipments["porto"]], by=packer),
        lambda: dispatch(split_order.order, by=packer),
    ):
        with pytest.raises((OrderHeldError, ChangeRefusedError), match="Address"):
            step()
    assert is_picked(split_order.order) is False

    release_hold(hold, note="Called them")
    dispatch(split_order.order, by=packer)

    assert fresh(split_order.order).status == "Dispatched"


def test_what_is_not_there_waits_for_another_shipment(split_order, shipments, packer):
    start_picking([shipments["porto"]], by=packer)
    bowls = shipments["porto"].lines.get(line=split_order.bowls)

    rest = split(shipments["porto"], {bowls.pk: 2}, by=packer)

    assert {row.line.title: row.quantity for row in shipments["porto"].lines.all()} == {"Bowl": 2, "Cup": 1}
    assert {row.line.title: row.quantity for row in rest.lines.all()} == {"Bowl": 1}
    ship(packed(shipments["porto"], packer), by=packer)
    assert fresh(split_order.order).status == "Partially dispatched"


def test_pieces_that_were_called_off_leave_a_picked_shipment(split_order, shipments, packer):
    porto = finish_picking(shipments["porto"], by=packer)
    cancel_quantities(lock_order(split_order.order), {split_order.cups.pk: 1})
    cups = porto.lines.get(line=split_order.cups)

    rest = split(porto, {cups.pk: 0}, by=packer)

    assert (rest, [row.line.title for row in porto.lines.all()]) == (None, ["Bowl"])
    assert ship(packed(porto, packer), by=packer).state == "shipped"


@pytest.fixture
def voucher():
    """What nobody packs: no parcel, no count."""
    kind = ProductClassFactory(slug="voucher", name="Voucher", requires_shipping=False, track_stock=False)
    return ProductFactory(product_class=kind, title="Voucher", num_in_stock=None)


def test_what_needs_no_parcel_is_not_packed_and_goes_with_the_last_piece(voucher, packer):
    bowl = stocked({WarehouseFactory(code="porto"): 3}, title="Bowl")
    order = mark_order_paid(OrderFactory(lines=[(bowl, 2), (voucher, 1)]))

    (shipment,) = plan_shipments(order)

    assert [row.line.title for row in shipment.lines.all()] == ["Bowl"]
    ship(packed(shipment, packer), by=packer)
    assert (fresh(order).status, events("OrderDispatched")) == ("Dispatched", 1)
    assert shipped_quantities(fresh(order)) == {line.pk: line.quantity for line in order.lines.all()}


def test_an_order_of_which_only_vouchers_are_left_has_gone_out(voucher, packer):
    bowl = stocked({WarehouseFactory(code="porto"): 3}, title="Bowl")
    order = mark_order_paid(OrderFactory(lines=[(bowl, 2), (voucher, 1)]))
    (shipment,) = plan_shipments(order)
    row = shipment.lines.get()
    split(shipment, {row.pk: 1}, by=packer)
    ship(packed(shipment, packer), by=packer)
    assert fresh(order).status == "Partially dispatched"

    cancel_quantities(lock_order(order), {row.line_id: 1})

    assert (fresh(order).status, events("OrderDispatched")) == ("Dispatched", 1)


def test_vouchers_alone_are_dispatched_without_a_shipment(voucher, packer):
    order = mark_order_paid(OrderFactory(lines=[(voucher, 1)]))

    look_after_shipments()

    assert order.shipments.count() == 0
    assert dispatch(order, by=packer).status == "Dispatched"


def test_packing_asks_for_every_piece(split_order, shipments, packer):
    finish_picking(shipments["porto"], by=packer)

    with pytest.raises(ShipmentRefusedError, match="0 of 3 of Bowl"):
        pack(shipments["porto"], by=packer)

    assert Shipment.objects.get(pk=shipments["porto"].pk).state == "picked"


def test_parcels_of_what_has_gone_out_can_be_followed(split_order, shipments, packer):
    CarrierAccount.objects.create(code="post", name="Post", tracking_template="https://post.example/{number}")
    add_parcel(shipments["porto"], carrier="post", tracking_number=" 00/40 ", by=packer)
    add_parcel(shipments["porto"], carrier_name="Bicycle", by=packer)
    assert tracking_of(split_order.order) == []

    ship(packed(shipments["porto"], packer), by=packer)

    told = [(each.carrier, each.number, each.url) for each in tracking_of(split_order.order)]
    assert told == [
        ("Post", "00/40", "https://post.example/00%2F40"),
        ("Bicycle", "", ""),
    ]


def test_order_is_delivered_when_its_last_shipment_is(split_order, shipments, packer):
    for shipment in shipments.values():
        ship(packed(shipment, packer), by=packer)
    deliver(shipments["porto"], by=packer)
    assert delivered_at(fresh(split_order.order)) is None

    last = deliver(shipments["lisbon"], by=packer)

    assert delivered_at(fresh(split_order.order)) == last.delivered_at
    assert deliver(shipments["lisbon"], by=packer).delivered_at == last.delivered_at
    assert events("ShipmentDelivered") == 2


def test_nothing_arrives_before_it_was_shipped_or_tomorrow(split_order, shipments, packer):
    shipment = ship(packed(shipments["porto"], packer), by=packer)

    for moment in (shipment.shipped_at - timedelta(minutes=1), timezone.now() + timedelta(hours=1)):
        with pytest.raises(ShipmentRefusedError):
            deliver(shipment, at=moment, by=packer)
    with pytest.raises(ShipmentRefusedError):
        deliver(shipments["lisbon"], by=packer)

    assert events("ShipmentDelivered") == 0


def test_shipments_count_as_delivered_after_the_days_of_the_setting(split_order, shipments, packer, settings):
    shipment = ship(packed(shipments["porto"], packer), by=packer)
    now = shipment.shipped_at + timedelta(days=10)
    settings.KILN_DELIVERED_AFTER_DAYS = 0
    assert deliver_due(now=now) == 0
    settings.KILN_DELIVERED_AFTER_DAYS = 11
    assert deliver_due(now=now) == 0
    settings.KILN_DELIVERED_AFTER_DAYS = 10

    assert [deliver_due(now=now), deliver_due(now=now)] == [1, 0]
