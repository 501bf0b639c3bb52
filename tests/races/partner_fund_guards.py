"""What protects partners' funds, and the test that fails without it."""

from tests.races.guards import Guard

TESTS = "tests/partners/funds"
FUNDS = [
    Guard(
        name="funds-committed-once",
        path="partners/funds/services.py",
        after="pass",
        test=f"{TESTS}/test_services.py::test_no_more_is_approved_than_the_partner_has",
    ),
    Guard(
        name="funds-claimed-once",
        path="partners/funds/services.py",
        after="pass",
        test=f"{TESTS}/test_services.py::test_no_more_is_claimed_than_was_approved",
    ),
    Guard(
        name="accrual-in-budget",
        path="partners/funds/accrual.py",
        after="change = wanted",
        test=f"{TESTS}/test_accrual.py::test_a_budget_gives_no_more_than_it_has",
    ),
]
