"""What protects payments, and the test that fails without it: part of the table of `make mutate-guards`."""

from tests.races.guards import Guard

RACES = "tests/races/test_payments.py"
SERVICES = "tests/shop/payments/test_services.py"
LEDGER, REFUNDS = "shop/payments/ledger.py", "shop/payments/refunds.py"
BY_HAND, HANDS = "shop/payments/manual_payments.py", "tests/races/test_money_by_hand.py"
FLOW, STRIPE = "shop/payments/services.py", "shop/payments/stripe/gateway.py"

STATEMENTS = "shop/payments/statements"
ASSIGNING, MATCHING = f"{STATEMENTS}/assignment.py", f"{STATEMENTS}/matching.py"
ASSIGNED, MATCHED = (f"tests/{STATEMENTS}/test_{name}.py" for name in ("assignment", "matching"))
STATEMENT_RACES = "tests/races/test_statements.py"

CHANGES, CHANGE_RACES = "shop/order_changes/services.py", "tests/races/test_order_changes.py"

PAYMENTS = [
    Guard(
        name="part-again",
        path=FLOW,
        after="if amount == held:",
        test="tests/shop/payments/test_capture_in_parts.py::test_same_key_collects_once_when_the_part_is_half",
    ),
    Guard(
        name="booking-lock",
        path=LEDGER,
        after="order = Order.objects.get(pk=attempt.order_id)",
        test=f"{RACES}::test_old_and_new_facts_at_once_leave_the_new",
    ),
    Guard(
        name="booking-forward",
        path=LEDGER,
        after="if True:",
        test="tests/shop/payments/test_ledger.py::test_old_news_do_not_take_a_payment_back",
    ),
    Guard(
        name="charge-once",
        path=LEDGER,
        after="charge = None",
        test=f"{SERVICES}::test_declined_card_is_told_and_another_pays_the_same_intent",
    ),
    Guard(
        name="refund-booking-lock",
        path=LEDGER,
        after="order = charge.order",
        test=f"{RACES}::test_answer_and_webhook_of_a_refund_tell_of_it_once",
    ),
    Guard(
        name="refund-told-once",
        path=LEDGER,
        after="is_gone = row.state == RefundState.SUCCEEDED",
        test=f"{RACES}::test_answer_and_webhook_of_a_refund_tell_of_it_once",
    ),
    Guard(
        name="attempt-lock",
        path=FLOW,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{RACES}::test_many_tabs_begin_one_payment",
    ),
    Guard(
        name="void-before-cancel",
        path=FLOW,
        after="pass",
        test=f"{SERVICES}::test_unpaid_order_is_cancelled_and_cannot_be_paid_any_more",
    ),
    Guard(
        name="cancel-lock",
        path=FLOW,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{RACES}::test_money_that_is_just_being_booked_wins_over_expiry",
    ),
    Guard(
        name="unless-paid",
        path=FLOW,
        after="if False:",
        test="tests/shop/payments/test_reconciliation.py::test_money_that_came_meanwhile_wins",
    ),
    Guard(
        name="no-open-attempt",
        path=FLOW,
        after="pass",
        test=f"{RACES}::test_payment_begun_while_the_order_is_called_off_keeps_it_alive",
    ),
    Guard(
        name="refund-lock",
        path=REFUNDS,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{HANDS}::test_two_who_send_the_same_piece_back_send_it_once",
    ),
    Guard(
        name="refund-key",
        path=REFUNDS,
        after="if True:",
        test="tests/shop/payments/test_refunds.py::test_same_key_sends_nothing_twice",
    ),
    Guard(
        name="refund-limit",
        path=REFUNDS,
        after="if False:",
        test="tests/shop/payments/test_refunds.py::test_what_has_not_come_does_not_go_back",
    ),
    Guard(
        name="transfer-lock",
        path=BY_HAND,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{RACES}::test_transfer_for_an_order_that_is_just_being_cancelled_is_kept",
    ),
    Guard(
        name="note-lock",
        path=BY_HAND,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{HANDS}::test_two_who_note_the_same_money_note_what_is_due",
    ),
    Guard(
        name="note-once",
        path=BY_HAND,
        after="if False:",
        test="tests/shop/payments/test_manual_payments.py::test_second_click_is_no_error",
    ),
    Guard(
        name="note-limit",
        path=BY_HAND,
        after="if False:",
        test="tests/shop/payments/test_manual_payments.py::test_more_than_is_due_is_refused_unless_it_is_said",
    ),
    Guard(
        name="write-off-lock",
        path=BY_HAND,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{HANDS}::test_rest_is_written_off_by_one",
    ),
    Guard(
        name="dispute-lock",
        path=LEDGER,
        after="order = charge.order",
        test=f"{HANDS}::test_dispute_lost_while_the_money_goes_back_takes_it_once",
    ),
    Guard(
        name="cancel-right",
        path=FLOW,
        after="pass",
        test="tests/shop/payments/test_parcels.py::test_card_charged_in_the_last_moment_is_not_sent_back_by_who_may_not",
    ),
    Guard(
        name="refund-take",
        path=REFUNDS,
        after="",
        test="tests/shop/payments/test_refunds.py::test_charge_that_was_sent_back_meanwhile_has_nothing_to_take",
    ),
    Guard(
        name="entry-claim",
        path=ASSIGNING,
        after="claim = {}",
        test=f"{RACES}::test_transfer_is_assigned_to_one_order",
    ),
    Guard(
        name="assign-currency",
        path=ASSIGNING,
        after="if False:",
        test=f"{ASSIGNED}::test_another_currency_cannot_be_assigned_or_linked",
    ),
    Guard(
        name="assign-left",
        path=ASSIGNING,
        after="if False:",
        test=f"{ASSIGNED}::test_double_click_on_a_part_books_it_once",
    ),
    Guard(
        name="assign-unpaid-only",
        path=ASSIGNING,
        after="if False:",
        test=f"{ASSIGNED}::test_paid_order_takes_more_only_when_it_is_said",
    ),
    Guard(
        name="paid-already-waits",
        path=MATCHING,
        after="if False:",
        test=f"{MATCHED}::test_transfer_noted_by_hand_and_then_found_waits",
    ),
    Guard(
        name="by-hand-waits",
        path=MATCHING,
        after="if False:",
        test=f"{MATCHED}::test_transfer_waits_where_a_part_was_noted_by_hand",
    ),
    Guard(
        name="statement-lock",
        path=MATCHING,
        after='wanted = wanted.order_by("pk")',
        test=f"{STATEMENT_RACES}::test_money_is_booked_once_on_postgresql",
    ),
    Guard(
        name="statement-amount",
        path=f"{STATEMENTS}/validation.py",
        after='why = ""',
        test=f"tests/{STATEMENTS}/test_camt.py::test_xml_that_is_refused_says_why",
    ),
    Guard(
        name="event-done",
        path="shop/payments/stripe/webhooks.py",
        after="if True:",
        test="tests/shop/payments/stripe/test_webhooks.py::test_webhook_twice_is_dealt_with_once",
    ),
    Guard(
        name="intent-key",
        path=STRIPE,
        after="once: Any = {}",
        test=f"{RACES}::test_process_killed_between_charge_and_order_loses_neither",
    ),
    Guard(
        name="refund-send-key",
        path=STRIPE,
        after="once: Any = {}",
        test=f"{RACES}::test_process_killed_between_refund_and_its_answer_sends_once",
    ),
    Guard(
        name="no-provider-in-transaction",
        path="shop/breakers.py",
        after="pass",
        test="tests/shop/test_breakers.py::test_nobody_is_asked_inside_a_transaction",
    ),
    Guard(
        name="own-address",
        path="partners/referrals/queries.py",
        after="if False:",
        test="tests/partners/referrals/test_services.py::test_any_confirmed_address_of_theirs_is_their_own_purchase",
    ),
    Guard(
        name="code-is-nobody-elses",
        path="partners/accounts/models.py",
        after="if False:",
        test="tests/partners/accounts/test_forms.py::test_the_database_keeps_a_code_to_one_partner",
    ),
    Guard(
        name="change-lock",
        path=CHANGES,
        after="locked = Order.objects.get(pk=order.pk)",
        test=f"{CHANGE_RACES}::test_of_several_staff_one_applies",
    ),
    Guard(
        name="change-once",
        path=CHANGES,
        after="done = None",
        test=f"{CHANGE_RACES}::test_one_click_many_times_is_one_change",
    ),
    Guard(
        name="change-fingerprint",
        path=CHANGES,
        after="pass",
        test=f"{CHANGE_RACES}::test_of_several_staff_one_applies",
    ),
    Guard(
        name="change-unpicked",
        path=CHANGES,
        after="if False:",
        test="tests/shop/order_changes/test_services.py::test_picked_meanwhile_is_refused_to_a_buyer",
    ),
]
