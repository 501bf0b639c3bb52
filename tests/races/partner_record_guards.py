"""What keeps partners' agreements, applications, locator entries and plans, and the test that fails without it."""

from tests.races.guards import Guard

RACES = "tests/races/test_partner_records.py"
RECORDS = [
    Guard(
        name="agreement-told-once",
        path="partners/onboarding/agreements.py",
        after="if acceptance:",
        test=f"{RACES}::test_what_is_sent_at_once_is_kept_and_told_once",
    ),
    Guard(
        name="application-told-once",
        path="partners/onboarding/services.py",
        after="if application:",
        test=f"{RACES}::test_what_is_sent_at_once_is_kept_and_told_once",
    ),
    Guard(
        name="listings-one-by-one",
        path="partners/locator/services.py",
        after="pass",
        test=f"{RACES}::test_version_that_was_replaced_is_not_published",
    ),
    Guard(
        name="plans-one-by-one",
        path="partners/scorecards/services.py",
        after="return BusinessPlan.objects.get(pk=plan.pk)",
        test=f"{RACES}::test_nobody_agrees_to_a_plan_that_is_changed_meanwhile",
    ),
]
