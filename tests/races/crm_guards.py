"""What keeps customers, deals, leads, orders by staff and rules right, as `tests.races.guards` lists it."""

from tests.races.guards import Guard

OFFLINE = "tests/crm_core/offline/test_orders.py"

CUSTOMERS = [
    Guard(
        name="offline-once",
        path="crm_core/offline/services.py",
        after="pass",
        test=f"{OFFLINE}::test_second_confirmation_takes_nothing_once_more",
    ),
    Guard(
        name="offline-differences",
        path="crm_core/offline/services.py",
        after="if False:",
        test=f"{OFFLINE}::test_changed_price_waits_and_is_taken_at_the_price_that_was_confirmed",
    ),
    Guard(
        name="offline-writer",
        path="crm_core/offline/services.py",
        after="if False:",
        test=f"{OFFLINE}::test_key_of_somebody_else_or_of_another_order_is_refused",
    ),
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
        name="approval-own-delegation",
        path="crm_core/approvals/rights.py",
        after="pass",
        test="tests/crm_core/approvals/test_services.py::test_nobody_chooses_by_a_delegation_who_approves_what_they_ask",
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
    Guard(
        name="lead-with-one-partner",
        path="partners/lead_distribution/services.py",
        after="if False:",
        test="tests/partners/lead_distribution/test_services.py"
        "::test_lead_is_with_one_partner_and_can_be_withdrawn",
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
ORDERS_BY_STAFF = [
    Guard(
        name="order-entry-press",
        path="crm_core/order_entry/drafts.py",
        after="pass",
        test="tests/crm_core/order_entry/test_views.py::test_a_double_click_adds_once",
    ),
]
QUOTES = [
    Guard(
        name="quote-accepted-once",
        path="crm_core/quotes/acceptance.py",
        after="state__isnull=False,",
        test="tests/crm_core/quotes/test_services.py"
        "::test_what_was_withdrawn_is_not_accepted_and_what_was_accepted_not_withdrawn",
    ),
    Guard(
        name="quote-ordered-once",
        path="crm_core/quotes/acceptance.py",
        after="state__isnull=False,",
        test="tests/crm_core/quotes/test_services.py::test_a_quote_that_ended_is_refused_at_the_door_of_orders",
    ),
    Guard(
        name="quote-move",
        path="crm_core/quotes/moves.py",
        after="rows = Quote.objects.filter(pk=quote.pk)",
        test="tests/crm_core/quotes/test_services.py"
        "::test_what_was_withdrawn_is_not_accepted_and_what_was_accepted_not_withdrawn",
    ),
    Guard(
        name="quotes-of-others",
        path="crm_core/quotes/access.py",
        after="return get_object_or_404(Quote.objects.select_related(*RELATED), pk=pk)",
        test="tests/crm_core/quotes/test_office.py::test_quotes_of_others_are_not_there",
    ),
    Guard(
        name="tender-file",
        path="crm_core/tenders/views/office.py",
        after="found = get_object_or_404(TenderFile, pk=pk)",
        test="tests/crm_core/tenders/test_views.py::test_files_of_tenders_are_for_who_sees_the_tender",
    ),
    Guard(
        name="quote-file",
        path="crm_core/quotes/views/office.py",
        after="found = get_object_or_404(QuoteFile, pk=pk)",
        test="tests/crm_core/quotes/test_office.py::test_files_of_quotes_of_others_are_not_there",
    ),
    Guard(
        name="quotes-of-other-companies",
        path="crm_core/quotes/rights.py",
        after="quote = Quote.objects.filter(number=number).first()",
        test="tests/crm_core/quotes/test_views.py::test_people_of_a_company_see_theirs_and_nobody_elses",
    ),
]
CRM = [*CUSTOMERS, *DEALS, *LEADS, *AUTOMATION, *ORDERS_BY_STAFF, *QUOTES]
