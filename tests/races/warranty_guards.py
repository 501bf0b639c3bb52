"""What protects warranties and repairs: part of the table of `make mutate-guards`."""

from tests.races.guards import Guard

RACES = "tests/races/test_warranties.py::test_a_piece_has_one_warranty_and_one_repair"
SERVICES = "shop/warranties/services.py"

WARRANTIES = [
    Guard(name="warranty-lock", path=SERVICES, after="", test=RACES),
    Guard(name="repair-lock", path=SERVICES, after="order = unit.line.order", test=RACES),
    Guard(
        name="repair-state",
        path="shop/warranties/repairs.py",
        after="",
        test="tests/shop/warranties/test_services.py::test_a_move_that_is_not_possible_any_more_is_refused",
    ),
    Guard(
        name="serial-lookup-rate",
        path="shop/warranties/forms.py",
        after="if False:",
        test="tests/shop/warranties/test_views.py::test_who_tries_often_is_stopped",
    ),
]
