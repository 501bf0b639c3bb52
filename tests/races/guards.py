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
        name="document-number",
        path="shop/documents/numbering.py",
        after='row.update(last=row.values_list("last", flat=True).get() + 1)',
        test="tests/races/test_documents.py::test_numbers_of_parallel_writers_have_no_gap",
    ),
    Guard(
        name="own-document",
        path="shop/documents/access.py",
        after="found = Document.objects.filter(number=number).first()",
        test="tests/shop/documents/test_views.py::test_another_buyer_does_not",
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
        name="import-once",
        path="shop/price_lists/file_import.py",
        after="waiting = PriceImport.objects.filter(pk=batch.pk)",
        test="tests/shop/price_lists/test_file_import.py::test_a_file_is_loaded_once",
    ),
    Guard(
        name="remote-public",
        path="shop/uploads/remote.py",
        after="if False:",
        test="tests/shop/uploads/test_remote.py::test_a_redirect_to_where_nobody_may_look_is_refused_unasked",
    ),
]
GUARDS = [*STOCK, *OTHERS]
