"""What keeps a form with many products from being counted twice, and a list's line from being overwritten."""

from tests.races.guards import Guard

GUARDS = [
    Guard(
        name="batch-once",
        path="shop/basket/bulk.py",
        after="return True",
        test="tests/shop/quick_order/test_views.py::test_sent_twice_it_is_added_once",
    ),
    Guard(
        name="list-line-was",
        path="shop/shopping_lists/services.py",
        before="row.filter(**{name: was})  # guard: list-line-was",
        after="row",
        test="tests/shop/shopping_lists/test_services.py"
        "::test_same_line_changed_twice_keeps_the_first_and_tells_the_second",
    ),
]
