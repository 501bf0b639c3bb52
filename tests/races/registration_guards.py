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
]
