"""Which pieces lie in which parcel: counted, scanned, packed, on slips, in the mail and on the order's page."""

import io

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from shop.fulfilment.exceptions import ShipmentRefusedError
from shop.fulfilment.models import ParcelLine, Shipment, ShipmentLine
from shop.fulfilment.queries import contents_text, tracking_of
from shop.fulfilment.services import (
    add_parcel,
    count_all,
    finish_picking,
    pack,
    put_back,
    put_in_parcel,
    remove_parcel,
    reopen,
    scan,
    ship,
    split,
)
from shop.notifications.order_mail import send_shipment
from shop.order.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
EAN, CUP = "4006381333931", "KC-CUP"


@pytest.fixture
def table(shipments, packer):
    """Three bowls and a cup at the packing table."""
    finish_picking(shipments["porto"], by=packer)
    return shipments["porto"]


@pytest.fixture
def boxes(table, packer):
    """Two parcels of that shipment."""
    return [
        add_parcel(table, carrier_name="Post", tracking_number=f"T{number}", by=packer) for number in (1, 2)
    ]


def text_of(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def rows(shipment):
    return {row.line.title: row.pk for row in shipment.lines.select_related("line")}


def counted(shipment, packer):
    for row in shipment.lines.all():
        count_all(row, by=packer)


def test_contents_are_said_and_said_anew(table, boxes, packer):
    keys = rows(table)
    put_in_parcel(boxes[0], {keys["Bowl"]: 2, keys["Cup"]: 1}, by=packer)
    put_in_parcel(boxes[0], {keys["Bowl"]: 2, keys["Cup"]: 0, 10**9: 5}, by=packer)
    put_in_parcel(boxes[1], {keys["Bowl"]: 1, keys["Cup"]: 1}, by=packer)

    assert [contents_text(box) for box in boxes] == ["2 × Bowl", "1 × Bowl, 1 × Cup"]
    assert [row.boxed for row in table.lines.order_by("pk")] == [3, 1]


def test_a_piece_lies_in_one_parcel_at_most(table, boxes, packer):
    keys = rows(table)
    put_in_parcel(boxes[0], {keys["Bowl"]: 2}, by=packer)
    with pytest.raises(ShipmentRefusedError, match="another parcel"):
        put_in_parcel(boxes[1], {keys["Cup"]: 1, keys["Bowl"]: 2}, by=packer)
    assert contents_text(boxes[1]) == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        ShipmentLine.objects.filter(pk=keys["Bowl"]).update(boxed=4)


def test_scanner_fills_the_parcel_that_is_chosen_and_the_same_reading_once(table, boxes, packer):
    for number, (code, box) in enumerate([(EAN, 0), (EAN, 1), (CUP, 1), (EAN, 0)]):
        result = scan(table, code, key=str(number), parcel=boxes[box], by=packer)
        again = scan(table, code, key=str(number), parcel=boxes[box], by=packer)
    assert (result.outcome, result.contents, again.contents) == ("done", "2 × Bowl", "2 × Bowl")
    assert contents_text(boxes[1]) == "1 × Bowl, 1 × Cup"
    assert scan(table, CUP, key="late", parcel=boxes[0], by=packer).outcome == "too_many"
    assert contents_text(boxes[0]) == "2 × Bowl"


def test_the_only_parcel_holds_everything(table, packer):
    counted(table, packer)
    pack(table, by=packer)
    assert contents_text(table.parcels.get()) == "3 × Bowl, 1 × Cup"


def test_of_several_parcels_all_or_none_say_what_is_in_them(table, boxes, packer):
    counted(table, packer)
    pack(table, by=packer)
    assert not ParcelLine.objects.exists()
    reopen(table, by=packer)
    counted(table, packer)
    keys = rows(table)
    put_in_parcel(boxes[0], {keys["Bowl"]: 3}, by=packer)
    with pytest.raises(ShipmentRefusedError, match="1 of Cup lie in no parcel"):
        pack(table, by=packer)
    put_in_parcel(boxes[0], {keys["Cup"]: 1}, by=packer)
    with pytest.raises(ShipmentRefusedError, match="A parcel is empty"):
        pack(table, by=packer)
    remove_parcel(boxes[1], by=packer)
    assert pack(table, by=packer).state == "packed"
    with pytest.raises(ShipmentRefusedError, match="while the shipment is to be packed"):
        put_in_parcel(boxes[0], {keys["Cup"]: 0}, by=packer)


@pytest.mark.parametrize("step", ["reopen", "put back", "split", "remove"])
def test_what_is_taken_out_again_lies_in_no_parcel(table, boxes, packer, step):
    keys = rows(table)
    put_in_parcel(boxes[0], {keys["Bowl"]: 3, keys["Cup"]: 1}, by=packer)
    if step == "reopen":
        remove_parcel(boxes[1], by=packer)
        counted(table, packer)
        reopen(pack(table, by=packer), by=packer)
    elif step == "put back":
        put_back(table, by=packer)
    elif step == "split":
        split(table, {keys["Bowl"]: 1}, by=packer)
    else:
        remove_parcel(boxes[0], by=packer)
    assert (set(ShipmentLine.objects.values_list("boxed", flat=True)), ParcelLine.objects.count()) == ({0}, 0)


def test_buyer_and_papers_are_told_parcel_by_parcel(client, table, boxes, packer, letters):
    keys = rows(table)
    put_in_parcel(boxes[0], {keys["Bowl"]: 2}, by=packer)
    put_in_parcel(boxes[1], {keys["Bowl"]: 1, keys["Cup"]: 1}, by=packer)
    counted(table, packer)
    ship(pack(table, by=packer), by=packer)

    shipped = Shipment.objects.get(pk=table.pk)
    send_shipment(shipped)
    text = letters()[-1].body
    assert "Parcel 1: 2 × Bowl" in text
    assert "Parcel 2: 1 × Bowl, 1 × Cup" in text
    assert [each.contents for each in tracking_of(Order.objects.get())] == [
        ["2 × Bowl"],
        ["1 × Bowl", "1 × Cup"],
    ]
    client.force_login(packer)
    slip = client.get(reverse("fulfilment:parcel_slip", args=[boxes[1].pk]))
    written = text_of(slip.content)
    assert ("2 of 2" in written, "Cup" in written) == (True, True)
    assert "Cup" not in text_of(client.get(reverse("fulfilment:parcel_slip", args=[boxes[0].pk])).content)


def test_page_says_and_refuses_contents_and_keeps_what_was_typed(client, table, boxes, packer):
    client.force_login(packer)
    url, keys = reverse("fulfilment:shipment", args=[table.pk]), rows(table)
    box = boxes[0]
    typed = {"step": "contents", "parcel": box.pk, f"parcel-{box.pk}-row-{keys['Cup']}": "0"}
    refused = client.post(url, {**typed, f"parcel-{box.pk}-row-{keys['Bowl']}": "77"})
    assert (refused.status_code, 'value="77"' in refused.text) == (422, True)
    client.post(url, {**typed, f"parcel-{box.pk}-row-{keys['Bowl']}": "2"})
    assert "2 ×\n            Bowl" in client.get(url).text
    answer = client.post(url, {"step": "scan", "code": EAN, "key": "1", "parcel": boxes[1].pk})
    assert f"parcel={boxes[1].pk}" in answer.url
    assert contents_text(boxes[1]) == "1 × Bowl"


def test_contents_cost_the_page_no_query_for_each_parcel(
    client, table, packer, django_assert_max_num_queries
):
    client.force_login(packer)
    for _each in range(6):
        add_parcel(table, carrier_name="Post", by=packer)
    first = table.parcels.first()
    put_in_parcel(first, {rows(table)["Bowl"]: 1}, by=packer)
    client.get(reverse("fulfilment:shipment", args=[table.pk]))
    with django_assert_max_num_queries(40):
        client.get(reverse("fulfilment:shipment", args=[table.pk]))


def test_slip_of_a_parcel_that_says_nothing_is_not_there(client, boxes, packer):
    client.force_login(packer)
    assert client.get(reverse("fulfilment:parcel_slip", args=[boxes[0].pk])).status_code == 404
