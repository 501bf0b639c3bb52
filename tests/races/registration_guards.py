"""What protects applications of companies and acting for customers: part of `make mutate-guards`."""

from tests.races.guards import Guard

REGISTERED = [
    Guard(
        name="company-application-once",
        path="shop/company_accounts/registration/services.py",
        after="pass",
        test="tests/shop/company_accounts/registration/test_services.py"
        "::test_decided_application_is_not_decided_again",
    ),
    *(
        Guard(name=name, path=path, after=after, test=f"tests/shop/act_as/test_middleware.py::{test}")
        for name, path, after, test in (
            (
                "act-as-right",
                "shop/act_as/access.py",
                "if False:",
                "test_it_ends_when_the_right_is_withdrawn",
            ),
            ("act-as-staff", "shop/act_as/access.py", "if False:", "test_nobody_acts_for_colleagues"),
            (
                "act-as-rules",
                "shop/act_as/access.py",
                "return True",
                "test_rep_acts_for_customers_they_see_only",
            ),
            ("act-as-time", "shop/act_as/queries.py", "if False:", "test_it_ends_when_the_time_is_up"),
            (
                "act-as-owners-pages",
                "shop/act_as/middleware.py",
                "if False:",
                "test_owners_pages_stay_closed",
            ),
            ("act-as-cards", "shop/payments/stripe/cards.py", "if False:", "test_cards_are_never_read"),
        )
    ),
    *(
        Guard(
            name=name,
            path=path,
            after=after,
            test=f"tests/crm_core/tenders/test_services.py::{test}",
            before=before,
        )
        for name, path, after, test, before in (
            (
                "tender-bids-sealed",
                "crm_core/tenders/models/bids.py",
                "return bids",
                "test_nobody_but_the_bidder_reads_a_bid_before_the_deadline",
                "",
            ),
            (
                "tender-prices-sealed",
                "crm_core/tenders/models/bids.py",
                "return bids",
                "test_nobody_but_the_bidder_reads_a_bid_before_the_deadline",
                "",
            ),
            (
                "tender-own-bid",
                "crm_core/tenders/services.py",
                ").first()",
                "test_nobody_but_the_bidder_reads_a_bid_before_the_deadline",
                ", invitation__rep=rep).first()  # guard: tender-own-bid",
            ),
            (
                "tender-deadline",
                "crm_core/tenders/services.py",
                "if invitation is None:",
                "test_bid_is_changed_until_the_deadline_and_not_after",
                "",
            ),
            (
                "tender-not-sealed-again",
                "crm_core/tenders/services.py",
                "pass",
                "test_deadline_is_extended_before_it_is_over_and_never_sealed_again",
                "",
            ),
            (
                "tender-awarded-once",
                "crm_core/tenders/awarding.py",
                "pass",
                "test_award_makes_the_basket_once_at_just_the_bids_prices",
                "",
            ),
        )
    ),
    Guard(
        name="tender-ordered-once",
        path="crm_core/tenders/awarding.py",
        after="pass",
        test="tests/crm_core/tenders/test_orders.py::test_what_was_awarded_is_ordered_once",
    ),
]
