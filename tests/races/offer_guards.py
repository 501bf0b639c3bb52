"""What keeps offers and codes within their limits: part of `make mutate-guards`."""

from tests.races.guards import Guard

OFFERS = [
    Guard(
        name="offer-limit",
        path="shop/order/redemptions.py",
        after="taken = ConditionalOffer.objects.filter(pk=offer.pk).update(",
        test="tests/shop/order/test_redemptions.py::test_used_up_offer_is_told_and_nothing_is_written",
    ),
    Guard(
        name="offer-user-limit",
        path="shop/order/redemptions.py",
        after="if False:",
        test="tests/shop/order/test_redemptions.py::test_buyer_who_used_an_offer_meanwhile_is_told",
    ),
    Guard(
        name="voucher-dates",
        path="shop/order/redemptions.py",
        after="taken = Voucher.objects.filter(pk=voucher.pk).update(",
        test="tests/shop/offer/test_availability.py::test_voucher_that_ends_between_review_and_order_is_told",
    ),
    Guard(
        name="voucher-use",
        path="shop/order/redemptions.py",
        after="if row is None:",
        test="tests/shop/order/test_uses.py::test_code_used_before_uses_were_kept_is_used",
    ),
    Guard(
        name="offer-first-order",
        path="shop/order/redemptions.py",
        after="if False:",
        test="tests/shop/order/test_uses.py::test_buyer_who_ordered_meanwhile_gets_no_offer_for_a_first_order",
    ),
    Guard(
        name="release-once",
        path="shop/order/redemptions.py",
        after="pending = Order.objects.filter(pk=order.pk)",
        test="tests/shop/order/test_redemptions.py::test_cancelled_order_gives_everything_back_once",
    ),
    Guard(
        name="release-with-cancellation",
        path="shop/order/services.py",
        after="pass",
        test="tests/shop/order/test_redemptions.py::test_expired_order_gives_its_code_back",
    ),
    Guard(
        name="discount-within-line",
        path="shop/basket/models.py",
        after="value = wanted",
        test="tests/shop/checkout/test_discounts.py::test_more_than_all_of_it_comes_to_nothing",
    ),
    Guard(
        name="discount-within-offer",
        path="shop/basket/models.py",
        after="pass",
        test="tests/shop/offer/test_evaluation.py::test_cap_per_order_bounds_what_all_lines_get_together",
    ),
    Guard(
        name="voucher-code-rate",
        path="shop/basket/voucher_views.py",
        after="if False:",
        test="tests/shop/basket/test_vouchers.py::test_guessing_codes_is_stopped",
    ),
]
