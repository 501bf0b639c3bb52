"""What keeps partners' reports and deliveries, and the test that fails without it."""

from tests.races.guards import Guard

SELL_THROUGH = [
    Guard(
        name="report-is-draft",
        path="partners/sell_through/services.py",
        after="if not report.pk:",
        test="tests/partners/sell_through/test_services.py::test_what_was_replaced_cannot_be_submitted",
    ),
    Guard(
        name="reports-one-by-one",
        path="partners/sell_through/services.py",
        after="",
        test="tests/races/test_sell_through.py::test_what_happens_at_once_happens_once",
    ),
    Guard(
        name="call-off-once",
        path="partners/ordering/services.py",
        after="if not held.pk:",
        test="tests/partners/ordering/test_services.py::test_delivery_becomes_an_order_once_with_what_was_held",
    ),
    Guard(
        name="forecast-stands",
        path="partners/ordering/services.py",
        after="if held.get((product, month)) == quantity:",
        test="tests/partners/ordering/test_services.py::test_month_that_has_begun_keeps_its_forecast",
    ),
]
