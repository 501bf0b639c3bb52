"""What protects registered deals, and the test that fails without it: part of `make mutate-guards`."""

from tests.races.guards import Guard

RACES = "tests/races/test_deal_registrations.py"

REGISTERED_DEALS = [
    Guard(
        name="one-end-customer-at-a-time",
        path="partners/deal_registrations/services.py",
        after="del locks",
        test=f"{RACES}::test_one_partner_is_first_at_an_end_customer_on_postgresql",
    ),
    Guard(
        name="registered-pieces-only",
        path="partners/deal_registrations/buying.py",
        after="if False:",
        test="tests/partners/deal_registrations/test_buying.py::test_two_baskets_of_one_deal_are_ordered_once",
    ),
]
