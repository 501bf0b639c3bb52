"""What keeps an attempt at a quiz from counting twice, and the test that fails without it."""

from tests.races.guards import Guard

GUARDS = [
    Guard(
        name="attempt-counts-once",
        path="partners/training/services.py",
        after="",
        test="tests/partners/training/test_services.py::test_attempt_that_is_submitted_twice_counts_once",
    ),
]
