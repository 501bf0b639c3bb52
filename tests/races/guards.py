"""What protects money and stock, and the test that fails without it: the table of `make mutate-guards`.

Each guard is a line of the code marked `# guard: <name>`. The script puts `after` in the place of
`before` in the file `path`, which has to hold it exactly once, and expects `test` to fail.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Guard:
    """One protection: where it stands, what stands there without it, and who notices."""

    name: str
    path: str
    before: str
    after: str
    test: str


STOCK = [
    Guard(
        name="allocate",
        path="shop/partner/models.py",
        before='sellable = Q(num_in_stock__gte=PROMISED - held + quantity - F("backorder_cap"))  # guard: allocate',
        after="sellable = Q()",
        test="tests/races/test_oversell.py::test_ten_pieces_make_ten_orders_on_sqlite",
    ),
    Guard(
        name="reserve",
        path="shop/partner/models.py",
        before='sellable = Q(num_in_stock__gte=PROMISED + quantity - F("backorder_cap"))  # guard: reserve',
        after="sellable = Q()",
        test="tests/shop/stock/test_reservations.py::test_held_pieces_are_gone_for_others_and_there_for_their_buyer",
    ),
    Guard(
        name="consume",
        path="shop/partner/models.py",
        before="promised = Q(num_allocated__gte=quantity, num_in_stock__gte=quantity)  # guard: consume",
        after="promised = Q()",
        test="tests/shop/partner/test_models.py::test_dispatch_of_more_than_promised_is_refused",
    ),
    Guard(
        name="cancel",
        path="shop/partner/models.py",
        before="promised = Q(num_allocated__gte=quantity)  # guard: cancel",
        after="promised = Q()",
        test="tests/shop/partner/test_models.py::test_cancelling_more_than_promised_is_refused",
    ),
    Guard(
        name="take",
        path="shop/partner/models.py",
        before="enough = Q(num_in_stock__gte=PROMISED - quantity if keep_promises else -quantity)  # guard: take",
        after="enough = Q()",
        test="tests/shop/stock/test_handling.py::test_more_than_there_is_cannot_be_taken",
    ),
    Guard(
        name="level",
        path="shop/stock/services/ledger.py",
        before="on_hand__gte=-quantity,  # guard: level",
        after="",
        test="tests/shop/stock/test_handling.py::test_pieces_of_another_warehouse_cannot_be_taken",
    ),
    Guard(
        name="cancel-line",
        path="shop/stock/services/allocations.py",
        before="num_allocated=line.num_allocated,  # guard: cancel-line",
        after="",
        test="tests/races/test_oversell.py::test_order_cancelled_by_many_is_freed_once_on_postgresql",
    ),
    Guard(
        name="cancel-level",
        path="shop/stock/services/allocations.py",
        before="allocated__gte=number,  # guard: cancel-level",
        after="",
        test=(
            "tests/shop/stock/test_allocations.py"
            "::test_cancelling_what_a_warehouse_does_not_have_promised_is_refused_whole"
        ),
    ),
    Guard(
        name="ship",
        path="shop/stock/services/fulfilment.py",
        before="line = order_lines().filter(pk=allocation.line_id, num_allocated__gte=number)  # guard: ship",
        after="line = order_lines().filter(pk=allocation.line_id)",
        test="tests/races/test_oversell.py::test_order_dispatched_by_many_leaves_once_on_postgresql",
    ),
    Guard(
        name="expiry",
        path="shop/stock/services/reservations.py",
        before="reservation = due.filter(pk=reservation_id, expires_at__lte=now).first()  # guard: expiry",
        after="reservation = due.filter(pk=reservation_id).first()",
        test="tests/shop/stock/test_reservations.py::test_hold_that_was_extended_meanwhile_stays",
    ),
    Guard(
        name="count",
        path="shop/stock/services/counts.py",
        before="if state != State.OPEN:  # guard: count",
        after="if False:",
        test="tests/shop/stock/test_counts.py::test_count_is_posted_once",
    ),
    Guard(
        name="transfer",
        path="shop/stock/services/transfers.py",
        before="if found != state:  # guard: transfer",
        after="if False:",
        test="tests/shop/stock/test_transfers.py::test_transfer_is_sent_and_received_once",
    ),
]
REDEMPTIONS = [
    Guard(
        name="offer-limit",
        path="shop/order/redemptions.py",
        before="taken = open_now.filter(has_room(applications=times)).update(  # guard: offer-limit",
        after="taken = ConditionalOffer.objects.filter(pk=offer.pk).update(",
        test="tests/shop/order/test_redemptions.py::test_used_up_offer_is_told_and_nothing_is_written",
    ),
    Guard(
        name="offer-user-limit",
        path="shop/order/redemptions.py",
        before="if most and redeemer.is_known and row.uses_by(redeemer) + times > most:  # guard: offer-user-limit",
        after="if False:",
        test="tests/shop/order/test_redemptions.py::test_buyer_who_used_an_offer_meanwhile_is_told",
    ),
    Guard(
        name="voucher-dates",
        path="shop/order/redemptions.py",
        before="taken = Voucher.objects.filter(runs_at(timezone.now()), pk=voucher.pk).update(  # guard: voucher-dates",
        after="taken = Voucher.objects.filter(pk=voucher.pk).update(",
        test="tests/shop/offer/test_availability.py::test_voucher_that_ends_between_review_and_order_is_told",
    ),
    Guard(
        name="voucher-use",
        path="shop/order/redemptions.py",
        before="if row is None or row.use_problem_for(redeemer):  # guard: voucher-use",
        after="if row is None:",
        test="tests/shop/order/test_redemptions.py::test_second_order_with_a_used_code_is_told",
    ),
    Guard(
        name="release-once",
        path="shop/order/redemptions.py",
        before="pending = Order.objects.filter(pk=order.pk, offers_released_at=None)  # guard: release-once",
        after="pending = Order.objects.filter(pk=order.pk)",
        test="tests/shop/order/test_redemptions.py::test_cancelled_order_gives_everything_back_once",
    ),
    Guard(
        name="release-with-cancellation",
        path="shop/order/services.py",
        before="redemptions.release(locked)  # guard: release-with-cancellation",
        after="pass",
        test="tests/shop/order/test_redemptions.py::test_expired_order_gives_its_code_back",
    ),
    Guard(
        name="discount-within-line",
        path="shop/basket/models.py",
        before="value = max(Decimal(0), min(wanted, left))  # guard: discount-within-line",
        after="value = wanted",
        test="tests/shop/checkout/test_discounts.py::test_more_than_all_of_it_comes_to_nothing",
    ),
    Guard(
        name="voucher-code-rate",
        path="shop/basket/voucher_views.py",
        before="if not ratelimit.consume(request, action=ACTION, key=key):  # guard: voucher-code-rate",
        after="if False:",
        test="tests/shop/basket/test_vouchers.py::test_guessing_codes_is_stopped",
    ),
]
OTHERS = [
    Guard(
        name="number-sequence",
        path="shop/order/sequence.py",
        before='counted = row.update(drawn=F("drawn") + 1)  # guard: number-sequence',
        after='counted = row.update(drawn=(row.values_list("drawn", flat=True).first() or 0) + 1)',
        test="tests/races/test_numbers.py::test_number_is_drawn_once_on_postgresql",
    ),
    Guard(
        name="basket-claim",
        path="shop/order/utils.py",
        before=".exclude(status__in=[Basket.SUBMITTED, Basket.MERGED])  # guard: basket-claim",
        after="",
        test="tests/shop/order/test_utils.py::test_basket_becomes_one_order_only",
    ),
    Guard(
        name="key-after-rollback",
        path="shop/transactions.py",
        before="instance.pk = None  # guard: key-after-rollback",
        after="pass",
        test="tests/shop/test_transactions.py::test_what_a_rollback_took_back_is_new_again",
    ),
    Guard(
        name="cookie-of-a-stored-basket",
        path="shop/basket/middleware.py",
        before="return basket.pk is not None and stored.exists()  # guard: cookie-of-a-stored-basket",
        after="return basket.pk is not None",
        test="tests/shop/basket/test_cookies.py::test_basket_that_an_outer_rollback_took_back_gets_no_cookie",
    ),
    Guard(
        name="join-open",
        path="shop/basket/joining.py",
        before="status=Basket.OPEN,  # guard: join-open",
        after="",
        test="tests/shop/basket/test_joining.py::test_what_was_ordered_or_joined_meanwhile_stays_as_it_is",
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
        before="move(basket, self)  # guard: hold-moves",
        after="",
        test="tests/shop/basket/test_joining.py::test_last_piece_stays_reserved_at_log_in",
    ),
    Guard(
        name="alert-question",
        path="shop/customer/alerts/asking.py",
        before="if asked.filter(asked_at__lte=before).update(asked_at=now):  # guard: alert-question",
        after="if asked.update(asked_at=now):",
        test="tests/shop/customer/test_asking.py::test_address_is_asked_once_a_day_and_its_button_counts_for_all",
    ),
    Guard(
        name="alert-rate",
        path="shop/customer/alerts/views.py",
        before="if not ratelimit.consume(self.request, action=ACTION, key=email.lower()):  # guard: alert-rate",
        after="if False:",
        test="tests/shop/customer/test_asking.py::test_visitor_who_takes_one_address_after_another_is_stopped",
    ),
    Guard(
        name="mail-claim",
        path="shop/mail/services.py",
        before="claimed = Mail.objects.filter(pk=mail_id, status=Mail.Status.WAITING).update(  # guard: mail-claim",
        after="claimed = Mail.objects.filter(pk=mail_id).update(",
        test="tests/shop/mail/test_services.py::test_a_mail_is_sent_once",
    ),
    Guard(
        name="mail-lease",
        path="shop/mail/services.py",
        before="attempts=mail.attempts,  # guard: mail-lease",
        after="",
        test="tests/shop/mail/test_submission.py::test_sender_that_was_given_up_sends_nothing",
    ),
]
GUARDS = [*STOCK, *REDEMPTIONS, *OTHERS]
