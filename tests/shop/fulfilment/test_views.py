import pytest
from django.urls import reverse

from shop.fulfilment.models import Shipment, ShipmentLine, Wave
from shop.fulfilment.services import count_all, dispatch, finish_picking, pack, ship, start_picking
from shop.fulfilment.subscribers import on_picked_up
from shop.order.models import Order
from shop.order_holds.services import hold_order
from shop.shipping.events import PickedUp
from shop.shipping.order_models import OrderDelivery
from shop.stock.models import StockLevel
from tests.crm_core.factories import staff_with
from tests.shop.fulfilment.conftest import PACKER_RIGHTS
from tests.shop.shipping.pickup_world import point

pytestmark = pytest.mark.django_db
QUEUES = "/cms/fulfilment/"


@pytest.fixture
def office(client, packer):
    client.force_login(packer)
    return client


def page_of(shipment):
    return reverse("fulfilment:shipment", args=[shipment.pk])


def listed(response):
    return {each.warehouse.code for each, _problems in response.context["rows"]}


def numbers(response):
    return {queue.name: number for queue, number in response.context["tabs"]}


def test_each_shipment_stands_in_one_queue(office, split_order, shipments, packer):
    start_picking([shipments["porto"]], by=packer)

    response = office.get(f"{QUEUES}?queue=pick")

    assert numbers(response) == {"paid": 1, "pick": 1, "pack": 0, "ship": 0, "problems": 0, "sent": 0}
    assert listed(response) == {"porto"}


def test_held_and_short_shipments_are_problems_that_say_why(office, split_order, shipments):
    StockLevel.objects.filter(warehouse=split_order.lisbon).update(on_hand=1)
    response = office.get(f"{QUEUES}?queue=problems")
    assert (listed(response), "not in stock here" in response.text) == ({"lisbon"}, True)

    hold_order(split_order.order, reason="Odd address")

    response = office.get(f"{QUEUES}?queue=problems")
    assert (listed(response), numbers(response)["paid"]) == ({"lisbon", "porto"}, 0)
    assert "Held: Odd address" in response.text


def test_number_of_queries_does_not_grow_with_the_queue(
    office, split_order, shipments, django_assert_max_num_queries
):
    office.get(QUEUES)
    with django_assert_max_num_queries(16):
        office.get(QUEUES)


def test_pick_list_is_grouped_by_bin(office, split_order, shipments):
    StockLevel.objects.filter(stockrecord__product=split_order.cup).update(bin_location="A-01")
    StockLevel.objects.filter(stockrecord__product=split_order.bowl).update(bin_location="B-07")

    response = office.post(reverse("fulfilment:start"), {"shipment": [shipments["porto"].pk]}, follow=True)

    told = [(place, [(row.sku, row.quantity) for row in rows]) for place, rows in response.context["bins"]]
    assert told == [("A-01", [("KC-CUP", 1)]), ("B-07", [("4006381333931", 3)])]

    office.post(response.request["PATH_INFO"])
    assert Shipment.objects.get(pk=shipments["porto"].pk).state == "picked"


def test_pick_list_of_two_warehouses_is_refused(office, shipments):
    office.post(reverse("fulfilment:start"), {"shipment": [each.pk for each in shipments.values()]})

    assert (Wave.objects.count(), set(Shipment.objects.values_list("state", flat=True))) == (0, {"waiting"})


def test_pack_and_ship_by_forms_alone(office, split_order, shipments):
    url = page_of(shipments["lisbon"])
    for step in ("start", "picked"):
        office.post(url, {"step": step})
    key = office.get(url).context["scan_key"]
    for _double in range(2):
        office.post(url, {"step": "scan", "code": "4006381333931", "key": key})
    assert ShipmentLine.objects.get(shipment=shipments["lisbon"]).packed == 1
    office.post(url, {"step": "scan", "code": "4006381333931", "key": "another"})
    office.post(url, {"step": "pack"})
    office.post(url, {"step": "add_parcel", "carrier_name": "Post", "tracking_number": "7"})

    office.post(url, {"step": "ship"})

    assert Order.objects.get(pk=split_order.order.pk).status == "Partially dispatched"
    assert office.get(f"{QUEUES}?queue=sent").context["rows"][0][0].number == shipments["lisbon"].number


def test_script_is_answered_in_json(office, shipments, packer):
    start_picking([shipments["porto"]], by=packer)
    told = office.post(
        page_of(shipments["porto"]),
        {"step": "scan", "code": "KC-CUP", "key": "1"},
        headers={"Accept": "application/json"},
    ).json()

    row = ShipmentLine.objects.get(shipment=shipments["porto"], line__title="Cup")
    assert told == {
        "outcome": "counted",
        "message": "Cup counted.",
        "line_id": row.pk,
        "counted": 1,
        "wanted": 1,
        "left": 3,
        "is_good": True,
        "parcel_id": None,
        "contents": "",
    }


def test_what_was_typed_for_a_parcel_stays_when_it_is_refused(office, shipments):
    response = office.post(
        page_of(shipments["porto"]), {"step": "add_parcel", "carrier_name": "Post", "weight": "-1"}
    )

    assert (response.status_code, 'value="Post"' in response.text) == (422, True)
    assert not shipments["porto"].parcels.exists()


def test_papers_are_pdf(office, shipments):
    response = office.get(reverse("fulfilment:slip", args=[shipments["porto"].pk]))

    assert (response["Content-Type"], response.content[:4]) == ("application/pdf", b"%PDF")


@pytest.mark.parametrize(
    ("rights", "reading", "sending"),
    [
        (("order.change_order", "order.dispatch_order"), 403, 403),
        (("fulfilment.view_shipment",), 200, 403),
        (PACKER_RIGHTS, 200, 302),
    ],
    ids=["no-shipments", "looks", "packs"],
)
def test_rights(client, shipments, rights, reading, sending):
    client.force_login(staff_with(*rights))
    url = page_of(shipments["porto"])

    assert client.get(url).status_code == reading
    assert client.get(QUEUES).status_code == reading
    assert client.post(url, {"step": "start"}).status_code == sending
    assert Shipment.objects.get(pk=shipments["porto"].pk).state == (
        "picking" if sending == 302 else "waiting"
    )


def test_shipping_what_is_not_packed_is_told(office, shipments, packer):
    response = office.post(page_of(shipments["porto"]), {"step": "ship"}, follow=True)

    assert "Pack the shipment before you ship it." in response.text


def test_delivered_by_staff(office, shipments, packer):
    shipment = shipments["porto"]
    finish_picking(shipment, by=packer)
    for row in shipment.lines.all():
        count_all(row, by=packer)
    ship(pack(shipment, by=packer), by=packer)

    office.post(page_of(shipment), {"step": "deliver", "at": ""})

    assert Shipment.objects.get(pk=shipment.pk).state == "delivered"


def test_a_packed_pickup_tells_its_buyer_to_come_once_all_is_packed(office, split_order, shipments, packer):
    delivery = OrderDelivery.objects.create(
        order=split_order.order, pickup_point=point("desk"), code="ABC234"
    )
    for number, shipment in enumerate(shipments.values()):
        start_picking([shipment], by=packer)
        finish_picking(shipment, by=packer)
        for row in shipment.lines.all():
            count_all(row, by=packer)
        pack(shipment, by=packer)
        assert 'value="pickup_ready"' in office.get(page_of(shipment)).content.decode()
        office.post(page_of(shipment), {"step": "pickup_ready"})
        delivery.refresh_from_db()
        assert bool(delivery.ready_at) == (number == len(shipments) - 1)

    assert 'value="pickup_ready"' not in office.get(page_of(shipment)).content.decode()


def test_an_order_that_was_picked_up_is_delivered(office, split_order, shipments, packer):
    dispatch(split_order.order)

    for _ in range(2):
        on_picked_up(PickedUp(order_id=split_order.order.pk))

    assert {each.state for each in split_order.order.shipments.all()} == {"delivered"}
