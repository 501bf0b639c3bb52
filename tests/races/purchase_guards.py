"""What keeps budgets and approvals, and the test that fails without it: part of `make mutate-guards`."""

from tests.races.guards import Guard

LINKS = "tests/shop/purchase_approvals/test_links.py"
SERVICES = "tests/shop/purchase_approvals/test_services.py"

PURCHASES = [
    Guard(
        name="budget-left",
        path="shop/budgets/services.py",
        after="",
        test="tests/shop/budgets/test_services.py::test_order_above_a_budget_is_refused_and_nothing_is_taken",
    ),
    Guard(
        name="request-claim",
        path="shop/purchase_approvals/submitting.py",
        after="",
        test=f"{SERVICES}::test_basket_is_submitted_once",
    ),
    Guard(
        name="own-request",
        path="shop/purchase_approvals/queries.py",
        after="return waiting",
        test=f"{LINKS}::test_deputy_does_not_answer_their_own_order",
    ),
    Guard(
        name="purchase-link-right",
        path="shop/purchase_approvals/links.py",
        after="if link is None:",
        test=f"{LINKS}::test_link_ends_with_the_approvers_rights",
    ),
    Guard(
        name="purchase-link-once",
        path="shop/purchase_approvals/links.py",
        after="unused = AnswerLink.objects.filter(pk=link.pk)",
        test=f"{LINKS}::test_link_used_meanwhile_answers_nothing",
    ),
]
