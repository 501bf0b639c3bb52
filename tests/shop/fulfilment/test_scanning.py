import pytest

from shop.fulfilment.models import Scan, Shipment
from shop.fulfilment.services import finish_picking, scan, start_picking

pytestmark = pytest.mark.django_db


@pytest.fixture
def picking(shipments, packer):
    start_picking([shipments["porto"]], by=packer)
    return shipments["porto"]


def counts(shipment):
    return {row.line.title: (row.picked, row.packed) for row in shipment.lines.all()}


@pytest.mark.parametrize("code", ["4006381333931", "04006381333931", " 4006381333931\n"])
def test_piece_is_counted_by_its_code(picking, packer, code):
    result = scan(picking, code, key="1", by=packer)

    assert (result.outcome, result.counted, result.wanted, result.left) == ("counted", 1, 3, 3)
    assert counts(picking) == {"Bowl": (1, 0), "Cup": (0, 0)}


def test_sku_counts_in_whatever_case(picking, packer):
    assert scan(picking, "kc-cup", key="1", by=packer).outcome == "counted"


def test_same_reading_counts_once(picking, packer):
    first = scan(picking, "KC-CUP", key="a", by=packer)
    again = scan(picking, "KC-CUP", key="a", by=packer)

    assert (first, again.outcome) == (again, "counted")
    assert (counts(picking)["Cup"], Scan.objects.count()) == ((1, 0), 1)


def test_wrong_item_and_too_many_count_nothing(picking, packer):
    outcomes = [
        scan(picking, code, key=str(n), by=packer).outcome
        for n, code in enumerate(["KC-CUP"] * 2 + ["X", ""])
    ]

    assert outcomes == ["counted", "too_many", "wrong", "wrong"]
    assert counts(picking) == {"Bowl": (0, 0), "Cup": (1, 0)}


def test_last_piece_ends_the_picking_and_packing_counts_anew(picking, packer):
    codes = ["4006381333931"] * 3 + ["KC-CUP"]

    outcomes = [scan(picking, code, key=f"pick-{n}", by=packer).outcome for n, code in enumerate(codes)]

    assert outcomes == ["counted", "counted", "counted", "done"]
    assert Shipment.objects.get(pk=picking.pk).state == "picked"
    result = scan(picking, "KC-CUP", key="pack-1", by=packer)
    assert (result.outcome, result.left, counts(picking)["Cup"]) == ("counted", 3, (1, 1))


def test_what_waits_or_has_gone_is_not_open(shipments, packer):
    assert scan(shipments["lisbon"], "4006381333931", key="1", by=packer).outcome == "closed"


def test_two_lines_of_one_product_are_filled_one_after_the_other(split_order, shipments, packer):
    finish_picking(shipments["porto"], by=packer)
    row = shipments["porto"].lines.get(line=split_order.bowls)
    row.packed = 2
    row.save()

    outcomes = [scan(shipments["porto"], "4006381333931", key=str(n), by=packer).outcome for n in range(2)]

    assert outcomes == ["counted", "too_many"]
