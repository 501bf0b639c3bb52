"""What keeps doors and belongings, and the test that fails without it: part of `make mutate-guards`."""

from tests.races.guards import Guard

USER = "tests/shop/user/test_addresses.py"
PAY = "tests/shop/payments/test_views.py"
ACTIVITIES = "tests/crm_core/activities"
TIMELINE = "tests/crm_core/timeline/test_write_views.py"
UNSEEN = f"{TIMELINE}::test_of_customers_that_one_does_not_see_there_is_nothing"

ROWS = "tests/crm_core/customers/access/test_rows.py"
PAGES = f"{ROWS}::test_pages_of_a_customer_of_others_are_not_there_and_nothing_is_changed"

DEALS = "tests/crm_core/pipeline/test_views.py::test_a_rep_sees_the_deals_of_their_customers_alone"

LEADS = "tests/crm_core/leads/test_views.py::test_a_rep_sees_their_own_and_the_free_ones_of_their_territory"

PROMOTIONS = "tests/shop/promotions/test_services.py"

ACCESS = [
    Guard(
        name="promotion-once",
        path="shop/promotions/approving.py",
        after="taken = rows.filter(pk=held.pk).update(",
        test=f"{PROMOTIONS}::test_a_decision_is_taken_once",
    ),
    Guard(
        name="sale-approved",
        path="shop/catalogue_promotions/services.py",
        after="pass",
        test="tests/shop/promotions/test_sales.py::test_a_draft_reduces_nothing_until_it_is_launched",
    ),
    Guard(
        name="sale-other-terms",
        path="shop/promotions/sales.py",
        after="pass",
        test="tests/shop/promotions/test_sales.py::test_other_terms_of_an_approved_sale_need_a_new_launch",
    ),
    Guard(
        name="sale-above-cost",
        path="shop/catalogue_promotions/services.py",
        after="pass",
        test="tests/shop/catalogue_promotions/test_services.py::test_each_kind_and_when",
    ),
    Guard(
        name="promotion-other-terms",
        path="shop/promotions/services.py",
        after="return",
        test=f"{PROMOTIONS}::test_other_terms_of_an_approved_promotion_need_a_new_launch",
    ),
    Guard(name="leads-of-others", path="crm_core/leads/access.py", after="if False:", test=LEADS),
    Guard(
        name="deals-of-others",
        path="crm_core/pipeline/access.py",
        after="return get_object_or_404(rows, pk=pk)",
        test=DEALS,
    ),
    Guard(
        name="deal-file",
        path="crm_core/pipeline/decisions.py",
        after="found = get_object_or_404(DealFile, pk=pk)",
        test=DEALS,
    ),
    Guard(
        name="cards-of-others",
        path="shop/backoffice/boards.py",
        after="seen = self.get_base_queryset()",
        test=DEALS,
    ),
    Guard(
        name="customers-of-others", path="crm_core/customers/access/rows.py", after="if False:", test=PAGES
    ),
    Guard(name="rows-of-others", path="shop/backoffice/row_limits.py", after="if False:", test=PAGES),
    Guard(
        name="ticked-rows",
        path="shop/backoffice/confirmation.py",
        after="seen = set(keys)",
        test=f"{ROWS}::test_ticked_orders_of_customers_of_others_are_not_there",
    ),
    Guard(
        name="erase-confirmed",
        path="shop/privacy/services.py",
        after="held = rows.first()",
        test="tests/shop/privacy/test_guest_views.py::test_nothing_is_erased_before_somebody_confirmed_it",
    ),
    Guard(
        name="one-login",
        path="shop/user/backends.py",
        after="if False:",
        test="tests/access/test_doors.py::test_a_log_in_that_somebody_mounts_all_the_same_opens_nothing",
    ),
    Guard(
        name="staff-second-factor",
        path="shop/backoffice/access.py",
        after="if False:",
        test="tests/shop/backoffice/test_second_factor.py::test_codes_on_paper_are_no_second_factor",
    ),
    Guard(
        name="way-back",
        path="shop/user/services.py",
        after="is_open = change_row",
        test=f"{USER}::test_the_link_counts_once_for_some_days_and_as_it_was_made",
    ),
    Guard(
        name="pay-own",
        path="shop/payments/access.py",
        after="if order is None:",
        test=f"{PAY}::test_stranger_finds_nothing",
    ),
    Guard(
        name="keep-own-card",
        path="shop/payments/views.py",
        after="if attempt.reference:",
        test=f"{PAY}::test_who_pays_by_a_link_keeps_no_card_on_the_buyers_account",
    ),
    Guard(
        name="own-address",
        path="shop/checkout/session.py",
        after="own = UserAddress.objects.all()",
        test="tests/shop/checkout/test_views.py"
        "::test_address_that_somebody_else_chose_in_this_browser_is_not_sent_to",
    ),
    Guard(
        name="own-order-line",
        path="shop/customer/views.py",
        after="return get_object_or_404(Order, number=number)",
        test="tests/access/test_matrix.py::test_what_belongs_to_somebody_is_closed_to_others",
    ),
    Guard(
        name="edit-lock",
        path="shop/backoffice/edits/views.py",
        before='list(rows.values_list("pk"))  # guard: edit-lock',
        after="pass",
        test="tests/races/test_edits.py::test_many_who_change_a_field_each_are_merged_on_postgresql",
    ),
    Guard(
        name="timeline-entry",
        path="crm_core/timeline/views.py",
        after="return get_object_or_404(TimelineEntry, pk=pk)",
        test=UNSEEN,
    ),
    Guard(
        name="entry-file",
        path="crm_core/timeline/views.py",
        after="",
        test=UNSEEN,
    ),
    Guard(
        name="activities-of-others",
        path="crm_core/activities/access.py",
        after="if False:",
        test=f"{ACTIVITIES}/test_views.py::test_of_others_activities_there_is_nothing",
    ),
    Guard(
        name="colleagues-of-others",
        path="crm_core/activities/my_day.py",
        before="colleagues_of(request.user), pk=number)  # guard: colleagues-of-others",
        after="User.objects.all(), pk=number)",
        test=f"{ACTIVITIES}/test_my_day.py::test_a_manager_sees_the_load_of_the_team",
    ),
    Guard(
        name="assignee-sees-customer",
        path="crm_core/activities/access.py",
        after="if False:",
        test=f"{ACTIVITIES}/test_services.py::test_only_who_sees_the_customer_is_given_an_activity",
    ),
    Guard(
        name="mention-sees-customer",
        path="crm_core/activities/mentions.py",
        after="if False:",
        test=f"{ACTIVITIES}/test_mentions.py::test_who_may_not_see_the_customer_is_not_told",
    ),
    Guard(
        name="feed-rights",
        path="crm_core/activities/feed.py",
        after="if False:",
        test=f"{ACTIVITIES}/test_feed.py::test_who_has_left_or_lost_the_right_is_not_let_in",
    ),
    Guard(
        name="feed-rate",
        path="crm_core/activities/feed.py",
        after="if False:",
        test=f"{ACTIVITIES}/test_feed.py::test_who_asks_too_often_waits",
    ),
    Guard(
        name="reminder-once",
        path="crm_core/activities/reminders.py",
        after="if activity:",
        test=f"{ACTIVITIES}/test_reminders.py::test_a_claimed_one_is_not_told_again",
    ),
    Guard(
        name="activity-done-once",
        path="crm_core/activities/services.py",
        after="return held",
        test=f"{ACTIVITIES}/test_services.py::test_a_cancelled_activity_is_neither_done_nor_moved",
    ),
    Guard(
        name="mail-thread",
        path="crm_core/timeline/write_views.py",
        after="return get_object_or_404(MailThread, pk=int(number))",
        test=f"{TIMELINE}::test_the_thread_of_somebody_else_is_not_there",
    ),
]
