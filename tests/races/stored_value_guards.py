"""What protects gift cards and store credit, and the test that fails without it."""

from tests.races.guards import Guard

CARDS, OFFICE = "tests/shop/gift_cards/test_services.py", "tests/shop/gift_cards/test_office.py"
RACES = "tests/races/test_stored_value.py"
SERVICES, METHODS = "shop/gift_cards/services.py", "shop/gift_cards/methods.py"

STORED_VALUE = [
    Guard(
        name="balance-take",
        path="shop/store_credit/posting.py",
        after="pk__isnull=False,",
        test="tests/shop/store_credit/test_services.py::test_more_than_there_is_is_not_spent",
    ),
    Guard(
        name="grant-limit",
        path="shop/store_credit/services.py",
        after="if False:",
        test=f"{OFFICE}::test_credit_is_granted_once_within_the_limit_of_the_role",
    ),
    Guard(
        name="issue-lock",
        path=SERVICES,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{RACES}::test_a_paid_order_issues_its_cards_once",
    ),
    Guard(
        name="card-usable",
        path=SERVICES,
        after="if False:",
        test=f"{CARDS}::test_a_disabled_or_expired_card_pays_nothing",
    ),
    Guard(
        name="claim-lock",
        path=SERVICES,
        after="current = WITH_ACCOUNT.get(pk=card.pk)",
        test=f"{RACES}::test_a_code_is_redeemed_once_by_many",
    ),
    Guard(
        name="claim-usable",
        path=SERVICES,
        after="if not left:",
        test=f"{CARDS}::test_a_code_that_was_replaced_while_it_was_redeemed_gives_nothing",
    ),
    Guard(
        name="failed-refund-gives-value",
        path="shop/payments/ledger.py",
        after="pass",
        test=f"{CARDS}::test_a_refund_that_fails_gives_the_card_its_value_again",
    ),
    Guard(
        name="refund-takes-value",
        path="shop/payments/refunds.py",
        after="pass",
        test=f"{CARDS}::test_a_bought_card_is_refunded_as_far_as_it_is_unspent",
    ),
    Guard(
        name="cancel-takes-value",
        path="shop/payments/services.py",
        after="pass",
        test=f"{CARDS}::test_an_order_whose_card_is_spent_cannot_be_cancelled_one_that_is_not_can",
    ),
    Guard(
        name="refund-of-spent-card",
        path=METHODS,
        after="if False:",
        test=f"{CARDS}::test_a_card_that_was_spent_while_it_was_refunded_is_not_refunded",
    ),
    Guard(
        name="cancel-of-spent-card",
        path=METHODS,
        after="if False:",
        test=f"{CARDS}::test_an_order_whose_card_is_spent_cannot_be_cancelled_one_that_is_not_can",
    ),
    Guard(
        name="gift-card-rate",
        path="shop/gift_cards/trying.py",
        after="if False:",
        test="tests/shop/gift_cards/test_views.py::test_the_limit_of_all_holds_for_another_visitor",
    ),
]
