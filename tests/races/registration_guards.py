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
]
