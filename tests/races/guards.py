"""What protects money and stock, and the test that fails without it: the table of `make mutate-guards`.

Each guard is a line of the code that ends with `# guard: <name>`. The script puts `after` in its place in
the file `path` and expects `test` to fail. Nothing of the line itself is repeated here, so it may be
reworded freely.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One protection: where it stands, what stands there without it, and who notices.

    `before` names the part of the line that is replaced where that is not the whole of it.
    """

    name: str
    path: str
    after: str
    test: str
    before: str = ""

    def weakened(self, source: str) -> str:
        """Return the file's text without this guard; ValueError unless it stands there exactly once."""
        marked = [line for line in source.splitlines() if line.endswith(f"# guard: {self.name}")]
        if len(marked) != 1:
            raise ValueError(f"{self.path} holds {len(marked)} lines marked `{self.name}`.")
        before = self.before or marked[0].strip()
        if marked[0].count(before) != 1:
            raise ValueError(f"The line marked `{self.name}` does not hold {before}.")
        return source.replace(marked[0], marked[0].replace(before, self.after))


STOCK = [
    Guard(
        name="allocate",
        path="shop/partner/models.py",
        after="sellable = Q()",
        test="tests/races/test_oversell.py::test_ten_pieces_make_ten_orders_on_sqlite",
    ),
    Guard(
        name="reserve",
        path="shop/partner/models.py",
        after="sellable = Q()",
        test="tests/shop/stock/test_reservations.py::test_held_pieces_are_gone_for_others_and_there_for_their_buyer",
    ),
    Guard(
        name="consume",
        path="shop/partner/models.py",
        after="promised = Q()",
        test="tests/shop/partner/test_models.py::test_dispatch_of_more_than_promised_is_refused",
    ),
    Guard(
        name="cancel",
        path="shop/partner/models.py",
        after="promised = Q()",
        test="tests/shop/partner/test_models.py::test_cancelling_more_than_promised_is_refused",
    ),
    Guard(
        name="take",
        path="shop/partner/models.py",
        after="enough = Q()",
        test="tests/shop/stock/test_handling.py::test_more_than_there_is_cannot_be_taken",
    ),
    Guard(
        name="level",
        path="shop/stock/services/ledger.py",
        after="",
        test="tests/shop/stock/test_handling.py::test_pieces_of_another_warehouse_cannot_be_taken",
    ),
    Guard(
        name="cancel-line",
        path="shop/stock/services/allocations.py",
        after="",
        test="tests/races/test_oversell.py::test_order_cancelled_by_many_is_freed_once_on_postgresql",
    ),
    Guard(
        name="cancel-level",
        path="shop/stock/services/allocations.py",
        after="",
        test=(
            "tests/shop/stock/test_allocations.py"
            "::test_cancelling_what_a_warehouse_does_not_have_promised_is_refused_whole"
        ),
    ),
    Guard(
        name="ship",
        path="shop/stock/services/fulfilment.py",
        after="line = order_lines().filter(pk=allocation.line_id)",
        test="tests/races/test_oversell.py::test_order_dispatched_by_many_leaves_once_on_postgresql",
    ),
    Guard(
        name="expiry",
        path="shop/stock/services/reservations.py",
        after="reservation = due.filter(pk=reservation_id).first()",
        test="tests/shop/stock/test_reservations.py::test_hold_that_was_extended_meanwhile_stays",
    ),
    Guard(
        name="count",
        path="shop/stock/services/counts.py",
        after="if False:",
        test="tests/shop/stock/test_counts.py::test_count_is_posted_once",
    ),
    Guard(
        name="transfer",
        path="shop/stock/services/transfers.py",
        after="if False:",
        test="tests/shop/stock/test_transfers.py::test_transfer_is_sent_and_received_once",
    ),
]
OTHERS = [
    Guard(
        name="shared-version",
        path="shop/configuration/memory.py",
        after="return age <= CACHE_SECONDS",
        test="tests/shop/checkout/test_delivery_prices.py"
        "::test_price_that_another_process_changed_a_moment_ago_is_seen",
    ),
    Guard(
        name="number-sequence",
        path="shop/order/sequence.py",
        after='now = (row.values_list("drawn", flat=True).first() or 0) + 1\n'
        "    return (now,) if row.update(drawn=now) else None",
        test="tests/races/test_numbers.py::test_number_is_drawn_once_on_postgresql",
    ),
    Guard(
        name="basket-claim",
        path="shop/order/utils.py",
        after="",
        test="tests/shop/order/test_utils.py::test_basket_becomes_one_order_only",
    ),
    Guard(
        name="key-after-rollback",
        path="shop/transactions.py",
        after="pass",
        test="tests/shop/test_transactions.py::test_what_a_rollback_took_back_is_new_again",
    ),
    Guard(
        name="cookie-of-a-stored-basket",
        path="shop/basket/middleware.py",
        after="return basket.pk is not None",
        test="tests/shop/basket/test_cookies.py::test_basket_that_an_outer_rollback_took_back_gets_no_cookie",
    ),
    Guard(
        name="join-open",
        path="shop/basket/merging.py",
        after="",
        test="tests/shop/basket/test_merging.py::test_what_was_ordered_or_joined_meanwhile_stays_as_it_is",
    ),
    Guard(
        name="order-of-the-basket",
        path="shop/checkout/placement.py",
        before="Order.objects.filter(basket__public_id=basket_id).first()  # guard: order-of-the-basket",
        after="Order.objects.filter(number=number).first()",
        test="tests/shop/checkout/test_placement.py::test_number_drawn_here_that_became_a_strangers_opens_nothing",
    ),
    Guard(
        name="hold-moves",
        path="shop/basket/models.py",
        after="",
        test="tests/shop/basket/test_merging.py::test_last_piece_stays_reserved_at_log_in",
    ),
    Guard(
        name="alert-question",
        path="shop/customer/alerts/subscribing.py",
        after="if asked.update(asked_at=now):",
        test="tests/shop/customer/test_asking.py::test_address_is_asked_once_a_day_and_its_button_counts_for_all",
    ),
    Guard(
        name="alert-rate",
        path="shop/customer/alerts/views.py",
        after="if False:",
        test="tests/shop/customer/test_asking.py::test_visitor_who_takes_one_address_after_another_is_stopped",
    ),
    Guard(
        name="mail-claim",
        path="shop/mail/services.py",
        after="claimed = Mail.objects.filter(pk=mail_id).update(",
        test="tests/shop/mail/test_services.py::test_a_mail_is_sent_once",
    ),
    Guard(
        name="mail-consent",
        path="shop/mail/services.py",
        after='if refusal := "":',
        test="tests/crm_core/consents/test_mail.py::test_whoever_unsubscribes_while_it_waits_gets_it_no_more",
    ),
    Guard(
        name="mail-due",
        path="shop/mail/services.py",
        after="if False:",
        test="tests/crm_core/abandoned_baskets/test_reminders.py"
        "::test_a_purchase_between_writing_and_sending_stops_it",
    ),
    Guard(
        name="consent-confirmed-once",
        path="crm_core/consents/asking.py",
        after="known = None",
        test="tests/crm_core/consents/test_views.py::test_an_old_link_brings_nobody_back_who_has_unsubscribed",
    ),
    Guard(
        name="newsletter-rate",
        path="crm_core/consents/views.py",
        after="if False:",
        test="tests/crm_core/consents/test_views.py::test_signing_up_is_counted_by_address",
    ),
    Guard(
        name="mail-lease",
        path="shop/mail/services.py",
        after="",
        test="tests/shop/mail/test_submission.py::test_sender_that_was_given_up_sends_nothing",
    ),
    Guard(
        name="price-as-shown",
        path="shop/dashboard/catalogue/prices/services.py",
        after="as_shown = Q()",
        test="tests/shop/dashboard/catalogue/prices/test_views.py"
        "::test_a_price_that_somebody_else_changed_stays_and_is_named",
    ),
    Guard(
        name="remote-public",
        path="shop/uploads/remote.py",
        after="if False:",
        test="tests/shop/uploads/test_remote.py::test_a_redirect_to_where_nobody_may_look_is_refused_unasked",
    ),
]
CUSTOMERS = [
    Guard(
        name="merge-of-merged",
        path="crm_core/customers/merging/services.py",
        after="if False:",
        test="tests/crm_core/customers/merging/test_services.py::test_merged_record_goes_into_no_other",
    ),
    Guard(
        name="approval-own",
        path="crm_core/approvals/rights.py",
        before=".exclude(asked_for_themselves)  # guard: approval-own",
        after="",
        test="tests/crm_core/approvals/test_services.py::test_anybody_of_a_role_decides_but_who_asked",
    ),
    Guard(
        name="approval-own-by-delegate",
        path="crm_core/approvals/rights.py",
        after="asked_by_them = Q(pk__in=[])",
        test="tests/crm_core/approvals/test_services.py::test_nobody_approves_for_who_asked_as_their_delegate",
    ),
    Guard(
        name="templates-of-others",
        path="crm_core/timeline/mail_templates.py",
        after="return rows",
        test="tests/crm_core/timeline/test_templates.py"
        "::test_a_template_of_one_colleague_is_not_there_for_others",
    ),
    Guard(
        name="approval-moved",
        path="crm_core/approvals/services.py",
        after="if False:",
        test="tests/crm_core/approvals/test_services.py"
        "::test_what_has_changed_since_it_was_asked_makes_the_approval_void",
    ),
    Guard(
        name="approval-link-right",
        path="crm_core/approvals/links.py",
        after="if link is None:",
        test="tests/crm_core/approvals/test_links.py::test_a_link_is_over_when_its_reason_is",
    ),
    Guard(
        name="sequence-step-claimed",
        path="crm_core/sequences/running.py",
        after="if False:",
        test="tests/crm_core/sequences/test_running.py::test_two_workers_who_both_read_it_do_a_step_once",
    ),
    Guard(
        name="bulk-once",
        path="shop/backoffice/bulk/services.py",
        after="if run is None:",
        test="tests/shop/backoffice/bulk/test_services.py::test_stopped_run_goes_no_further",
    ),
    Guard(
        name="merge-refused",
        path="crm_core/customers/merging/services.py",
        after="elif False:",
        test="tests/crm_core/customers/merging/test_services.py"
        "::test_different_for_good_also_for_what_went_into_them",
    ),
    Guard(
        name="approved-statements",
        path="crm_core/rep_commissions/services.py",
        after="if True:",
        test="tests/crm_core/rep_commissions/test_services.py"
        "::test_correction_of_an_approved_period_goes_to_the_next_statement",
    ),
]
DEALS = [
    Guard(
        name="deal-moves-from-where-it-was-seen",
        path="crm_core/pipeline/moves.py",
        after="if not Deal.objects.filter(pk=deal.pk).update(**written):",
        test="tests/crm_core/pipeline/test_services.py"
        "::test_the_second_of_two_who_drag_is_told_where_the_deal_is",
    ),
    Guard(
        name="one-deal-per-order",
        path="crm_core/pipeline/orders.py",
        after="if False:",
        test="tests/crm_core/pipeline/test_buyer_acts.py::test_an_order_belongs_to_one_deal",
    ),
]
LEADS = [
    Guard(
        name="lead-qualified-once",
        path="crm_core/leads/qualification.py",
        after="if False:",
        test="tests/crm_core/leads/test_qualification.py::test_a_disqualified_lead_is_not_qualified",
    ),
    Guard(
        name="lead-taken-once",
        path="crm_core/leads/services.py",
        after="if False:",
        test="tests/crm_core/leads/test_services.py::test_the_second_who_takes_a_lead_is_told",
    ),
]
_ENGINE = "tests/crm_core/automation/test_engine.py"
AUTOMATION = [
    Guard(
        name="automation-loop",
        path="crm_core/automation/starting.py",
        after="if False:",
        test=f"{_ENGINE}::test_a_rule_is_not_started_again_by_what_it_caused",
    ),
    Guard(
        name="automation-depth",
        path="crm_core/automation/starting.py",
        after="if False:",
        test=f"{_ENGINE}::test_rules_that_start_each_other_end_at_some_depth",
    ),
    Guard(
        name="automation-rate",
        path="crm_core/automation/starting.py",
        after="if True:",
        test=f"{_ENGINE}::test_a_rule_runs_so_often_a_day_for_a_customer_and_no_more",
    ),
    Guard(
        name="automation-stale",
        path="crm_core/automation/services.py",
        after="if False:",
        test="tests/crm_core/automation/test_views.py::test_of_two_who_save_the_second_is_told",
    ),
]
GUARDS = [*STOCK, *OTHERS, *CUSTOMERS, *DEALS, *LEADS, *AUTOMATION]
