"""What protects credit limits and payments of several invoices, and the test that fails without it."""

from tests.races.guards import Guard

TESTS = "tests/shop/trade_credit"
GUARDS = [
    Guard(
        name="credit-limit",
        path="shop/trade_credit/posting.py",
        after="pass",
        test=f"{TESTS}/test_placing.py::test_what_is_above_the_limit_is_refused_and_nothing_is_left",
    ),
    Guard(
        name="credit-settle-lock",
        path="shop/trade_credit/services.py",
        after="locked = order",
        test=f"{TESTS}/test_services.py::test_what_is_known_of_an_order_is_read_anew",
    ),
    Guard(
        name="credit-approval-once",
        path="shop/trade_credit/approvals.py",
        after="asked = CreditApproval.objects.filter(pk=approval.pk)",
        test=f"{TESTS}/test_placing.py::test_refused_approval_leaves_the_order_waiting_and_tells_the_buyer",
    ),
    Guard(
        name="one-open-card-payment",
        path="shop/trade_credit/invoice_payments.py",
        after="is_open=False,",
        test=f"{TESTS}/test_invoice_payments.py::test_order_is_in_one_card_payment_at_a_time",
    ),
    Guard(
        name="joint-share-once",
        path="shop/payments/joint.py",
        after='reference=share_reference(f"{reference}-{Charge.objects.count()}", locked),',
        test=f"{TESTS}/test_invoice_payments.py::test_share_is_booked_once",
    ),
    Guard(
        name="change-within-limit",
        path="shop/order_changes/services.py",
        after="pass",
        test="tests/races/test_order_changes.py"
        "::test_changes_of_several_orders_never_exceed_one_credit_limit_and_none_is_lost",
    ),
    Guard(
        name="joint-return-lock",
        path="shop/payments/joint_returns.py",
        after="pass",
        test="tests/races/test_money_by_hand.py::test_a_dashboard_refund_of_several_orders_told_twice_is_divided_once",
    ),
]
