import pytest

from shop.events.models import Event
from shop.fulfilment.events import ShipmentShipped
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    dispatch,
    finish_picking,
    pack,
    plan_shipments,
    ship,
)
from shop.mail.models import Mail
from shop.notifications.order_mail import send_shipment
from shop.notifications.subscribers import on_order_dispatched, on_shipment_shipped
from shop.order.events import OrderDispatched
from shop.order.services import mark_order_paid
from tests.shop.factories import OrderFactory, ProductClassFactory, ProductFactory
from tests.shop.stock.factories import WarehouseFactory, stocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Two bowls from two warehouses; it is read in English."""
    first, second = WarehouseFactory(code="lisbon", priority=1), WarehouseFactory(code="porto", priority=2)
    return mark_order_paid(
        OrderFactory(lines=[(stocked({first: 1, second: 2}, title="Bowl"), 3)], guest_email="ada@example.com")
    )


def hear():
    for event in Event.objects.order_by("pk"):
        if event.name == "ShipmentShipped":
            on_shipment_shipped(ShipmentShipped(**event.payload))
        if event.name == "OrderDispatched":
            on_order_dispatched(OrderDispatched(**event.payload))


def test_each_shipment_tells_of_itself_once(order, letters):
    dispatch(order)

    hear()
    hear()

    assert (
        sorted(letter.subject for letter in letters())
        == [f"A part of your order {order.number} has been shipped"] * 2
    )


def test_shipment_that_leaves_others_to_come_says_so_and_how_to_follow_it(order, letters):
    shipment = plan_shipments(order)[0]
    add_parcel(
        shipment, carrier_name="UPS", tracking_number="1Z9", tracking_url="https://ups.example/1Z9", by=None
    )
    finish_picking(shipment, by=None)
    for row in shipment.lines.all():
        count_all(row, by=None)
    ship(pack(shipment, by=None))

    send_shipment(Shipment.objects.get(pk=shipment.pk))

    (letter,) = letters()
    number = shipment.lines.get().quantity
    for text in (letter.body, letter.alternatives[0].content):
        assert all(
            words in text
            for words in (
                f"{number} × Bowl",
                "The rest follows",
                "https://ups.example/1Z9",
                "UPS",
            )
        )


def test_one_shipment_is_the_order(letters):
    order = mark_order_paid(OrderFactory(guest_email="ada@example.com"))
    dispatch(order)

    hear()

    assert [letter.subject for letter in letters()] == [f"Your order {order.number} has been shipped"]
    assert Mail.objects.get().key == f"order:{order.pk}:dispatch:{order.shipments.get().pk}"
    assert "The rest follows" not in letters()[0].body


def test_a_gift_card_beside_the_parcel_makes_it_no_part(letters):
    kind = ProductClassFactory(slug="voucher", name="Voucher", requires_shipping=False, track_stock=False)
    voucher = ProductFactory(product_class=kind, num_in_stock=None)
    bowl = stocked({WarehouseFactory(code="porto"): 2})
    order = mark_order_paid(OrderFactory(lines=[(bowl, 1), (voucher, 1)], guest_email="ada@example.com"))
    dispatch(order)

    hear()

    assert [letter.subject for letter in letters()] == [f"Your order {order.number} has been shipped"]
