"""Who may open what a company approves and may spend: a part of `tests.access.table`."""

from tests.access.rules import Rule, row, rows

PURCHASE = "company/approvals/<uuid:public_id>/"
NOT_THERE = frozenset({404})

APPROVALS = [
    *rows(Rule.COMPANY, "company/approvals/", "company/approvals/deputies/", "company/budgets/"),
    *rows(Rule.COMPANY, "company/approvals/rules/", "company/approvals/rules/new/", "company/budgets/new/"),
    row(
        Rule.COMPANYS_OWN,
        "company/approvals/rules/<int:pk>/",
        "/company/approvals/rules/{approval_rule.pk}/",
        owner="company buyer",
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/approvals/rules/<int:pk>/delete/",
        "/company/approvals/rules/{spare_rule.pk}/delete/",
        owner="company buyer",
        is_post_only=True,
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/approvals/deputies/<int:pk>/end/",
        "/company/approvals/deputies/{delegation.pk}/end/",
        owner="company buyer",
        is_post_only=True,
    ),
    row(Rule.COMPANYS_OWN, PURCHASE, "/company/approvals/{purchase.public_id}/", owner="company buyer"),
    *(
        row(
            Rule.COMPANYS_OWN,
            f"{PURCHASE}{step}/",
            "/company/approvals/{purchase.public_id}/" + f"{step}/",
            owner="company buyer",
            is_post_only=True,
            post={"answer": "reject", "comment": "No"},
        )
        for step in ("answer", "cancel", "take-back")
    ),
    # One approver's alone, logged in or not: tests/shop/purchase_approvals/test_links.py asks all of them.
    row(Rule.PUBLIC, "approve/<str:token>/", "/approve/forged/", answers=NOT_THERE),
    *(
        row(
            Rule.COMPANYS_OWN,
            pattern,
            pattern.replace("<int:pk>", "{budget.pk}").join(("/", "")),
            owner="company buyer",
        )
        for pattern in ("company/budgets/<int:pk>/", "company/budgets/<int:pk>/edit/")
    ),
]
