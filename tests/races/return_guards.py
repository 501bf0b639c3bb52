"""What protects returns and withdrawals: part of the table of `make mutate-guards`."""

from tests.races.guards import Guard

RACES = "tests/races/test_returns.py::test_what_comes_back_at_once_comes_back_once"
RETURNS, SETTLING = "shop/returns/services.py", "shop/returns/settling.py"
WITHDRAWAL = "shop/withdrawal/services.py"
SERVICES, STATEMENTS = "tests/shop/returns/test_services.py", "tests/shop/withdrawal/test_services.py"

RETURNED = [
    Guard(name="return-lock", path=RETURNS, after="locked = order", test=RACES),
    Guard(
        name="return-key",
        path=RETURNS,
        after="if False:",
        test=f"{SERVICES}::test_the_same_request_twice_is_one_return",
    ),
    Guard(
        name="return-pieces",
        path=RETURNS,
        after="if found is None:",
        test=f"{SERVICES}::test_no_more_pieces_go_back_than_went_out_and_are_not_spoken_for",
    ),
    Guard(
        name="return-state",
        path=RETURNS,
        after="",
        test=f"{SERVICES}::test_a_refusal_needs_a_reason_and_ends_the_return",
    ),
    Guard(
        name="return-receipt",
        path=RETURNS,
        after="seen = ReturnLine.objects.filter(pk=line.pk)",
        test=f"{SERVICES}::test_a_page_that_is_out_of_date_receives_and_inspects_nothing_twice",
    ),
    Guard(
        name="return-inspection",
        path=RETURNS,
        after="",
        test=f"{SERVICES}::test_a_page_that_is_out_of_date_receives_and_inspects_nothing_twice",
    ),
    Guard(
        name="settle-once",
        path=SETTLING,
        after="if False:",
        test=f"{SERVICES}::test_the_event_of_a_settlement_notes_it_no_second_time",
    ),
    Guard(
        name="return-photo",
        path="shop/returns/office/views.py",
        after="seen = Return.objects.all()",
        test="tests/shop/returns/test_office.py::test_returns_of_others_customers_are_not_there",
    ),
    Guard(
        name="order-lookup-rate",
        path="shop/returns/lookup.py",
        after="if False:",
        test="tests/shop/withdrawal/test_views.py::test_who_tries_often_is_stopped",
    ),
    Guard(name="withdrawal-lock", path=WITHDRAWAL, after="locked = order", test=RACES),
    Guard(
        name="withdrawal-key",
        path=WITHDRAWAL,
        after="if False:",
        test=f"{STATEMENTS}::test_the_same_statement_twice_is_one_with_one_receipt_and_one_outcome",
    ),
    Guard(
        name="withdrawal-pieces",
        path=WITHDRAWAL,
        after="if item is None:",
        test=f"{STATEMENTS}::test_pieces_of_a_return_that_is_open_are_not_withdrawn_from_again",
    ),
    Guard(name="withdrawal-outcome", path="shop/withdrawal/deciding.py", after="if False:", test=RACES),
]
