"""What protects partners' money, and the test that fails without it."""

from tests.races.guards import Guard

RACES = "tests/races/test_rewards.py"
GUARDS = [
    Guard(
        name="ledger-lock",
        path="partners/rewards/services/booking.py",
        after="rows = PartnerAccount.objects.all()",
        test=f"{RACES}::test_orders_that_accrue_at_once_keep_the_cap",
    ),
    Guard(
        name="credit-booked-once",
        path="partners/rewards/services/booking.py",
        after="if found := LedgerEntry.objects.none().first():",
        test="tests/partners/rewards/test_statements.py::test_credit_is_booked_once_by_its_key_and_never_for_nothing",
    ),
    Guard(
        name="statement-paid-once",
        path="partners/rewards/services/paying.py",
        after="rows = Statement.objects.all()",
        test=f"{RACES}::test_statement_that_several_pay_is_paid_once",
    ),
    Guard(
        name="transfer-in-one-file",
        path="partners/rewards/services/paying.py",
        after="free = PayoutTransfer.objects.all()",
        test=f"{RACES}::test_payout_is_in_one_payment_file",
    ),
    Guard(
        name="claims-one-by-one",
        path="partners/special_prices/services.py",
        after="pass",
        test=f"{RACES}::test_units_are_claimed_once",
    ),
]
