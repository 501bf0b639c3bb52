"""The protections of delivery days and goods receipts, see `tests.races.guards`."""

from tests.races.guards import Guard

GUARDS = [
    Guard(
        name="delivery-day",
        path="shop/shipping/deliveries.py",
        after="free = Q()",
        test="tests/shop/shipping/test_deliveries.py::test_the_last_delivery_of_a_day_is_sold_once",
    ),
    Guard(
        name="goods-receipt",
        path="shop/purchasing/services/receipts.py",
        after="known = None",
        test="tests/shop/purchasing/test_services.py::test_the_same_form_books_once",
    ),
]
