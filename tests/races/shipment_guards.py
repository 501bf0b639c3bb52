"""What protects shipments and holds; see `guards`."""

from tests.races.guards import Guard

_SHIPPING = "tests/shop/fulfilment/test_shipping.py"
_SCANNING = "tests/shop/fulfilment/test_scanning.py"
SHIPMENTS = [
    Guard(
        name="dispatch-pieces",
        path="shop/order/services.py",
        after="quantity__gte=0,",
        test=f"{_SHIPPING}::test_box_with_pieces_that_were_called_off_is_not_shipped",
    ),
    Guard(
        name="shipment-move",
        path="shop/fulfilment/moving.py",
        after="rows = Shipment.objects.filter(pk=shipment.pk)",
        test=f"{_SHIPPING}::test_nothing_arrives_before_it_was_shipped_or_tomorrow",
    ),
    Guard(
        name="scan-once",
        path="shop/fulfilment/scanning.py",
        after="known = None",
        test=f"{_SCANNING}::test_same_reading_counts_once",
    ),
    Guard(
        name="scan-room",
        path="shop/fulfilment/scanning.py",
        after="room = ShipmentLine.objects.filter(pk=row.pk)",
        test=f"{_SCANNING}::test_wrong_item_and_too_many_count_nothing",
    ),
    Guard(
        name="parcel-room",
        path="shop/fulfilment/parcels.py",
        after="rows = ShipmentLine.objects.filter(pk=row.pk)",
        test="tests/shop/fulfilment/test_parcels.py::test_a_piece_lies_in_one_parcel_at_most",
    ),
    Guard(
        name="release-once",
        path="shop/order_holds/services.py",
        after="open_one = OrderHold.objects.filter(pk=hold.pk)",
        test="tests/shop/order_holds/test_services.py::test_release_says_who_and_why_once",
    ),
    Guard(
        name="part-key",
        path="shop/payments/stripe/gateway.py",
        after="once: Any = {}",
        test="tests/shop/payments/test_capture_in_parts.py::test_same_key_collects_once",
    ),
]
