"""The rows of the portal of partners."""

from tests.access.rules import Rule, row, rows

PORTAL = [
    *rows(
        Rule.PARTNER,
        "partners/",
        "partners/agreement/",
        "partners/links/",
        "partners/news/",
        "partners/profile/",
        "partners/statement/",
    ),
    row(Rule.PARTNER, "partners/news/<int:pk>/", "/partners/news/{news.pk}/"),
    row(Rule.PARTNER, "partners/", "/partners/"),
    row(Rule.PARTNER, "partners/deals/", "/partners/deals/"),
    row(Rule.PARTNER, "partners/deals/new/", "/partners/deals/new/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/deals/<int:pk>/",
        "/partners/deals/{registration.pk}/",
        owner="partner",
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/deals/<int:pk>/edit/",
        "/partners/deals/{registration.pk}/edit/",
        owner="partner",
    ),
    row(Rule.ACCOUNT, "partners/apply/", "/partners/apply/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/commissions/<uuid:reference>/",
        "/partners/commissions/{commission.reference}/",
        owner="partner",
    ),
    row(Rule.PARTNER, "partners/leads/", "/partners/leads/"),
    *rows(Rule.PARTNER, "partners/assets/", "partners/logo/"),
    row(
        Rule.PARTNER,
        "partners/assets/<int:pk>/download/",
        "/partners/assets/{asset.pk}/download/",
        is_post_only=True,
    ),
    *rows(Rule.PARTNER, "partners/training/", "partners/training/team/"),
    row(Rule.PARTNER, "partners/training/<int:pk>/", "/partners/training/{course.pk}/"),
    row(
        Rule.PARTNER,
        "partners/training/<int:pk>/lessons/<int:lesson_pk>/",
        "/partners/training/{course.pk}/lessons/{lesson.pk}/",
    ),
    row(
        Rule.PARTNER,
        "partners/training/<int:pk>/quiz/",
        "/partners/training/{course.pk}/quiz/",
        is_post_only=True,
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/training/attempts/<int:pk>/",
        "/partners/training/attempts/{attempt.pk}/",
        owner="partner",
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/training/certificates/<int:pk>/certificate.pdf",
        "/partners/training/certificates/{certificate.pk}/certificate.pdf",
        owner="partner",
    ),
    row(Rule.PUBLIC, "partners/certificates/<str:number>/", "/partners/certificates/{certificate.number}/"),
    row(Rule.PARTNER, "partners/logo/logo.png", "/partners/logo/logo.png", answers=frozenset({404})),
    row(Rule.PARTNERS_OWN, "partners/leads/<int:pk>/", "/partners/leads/{lead_offer.pk}/", owner="partner"),
    row(
        Rule.PARTNERS_OWN,
        "partners/leads/<int:pk>/answer/",
        "/partners/leads/{lead_offer.pk}/answer/",
        owner="partner",
        is_post_only=True,
        post={"answer": "accept"},
    ),
    row(Rule.PARTNER, "partners/statements/", "/partners/statements/"),
    row(Rule.PARTNER, "partners/bank/", "/partners/bank/"),
    *(
        row(
            Rule.PARTNERS_OWN,
            f"partners/statements/<str:currency>/<int:year>-<int:number>/{file}",
            f"/partners/statements/EUR/2026-03/{file}",
            owner="partner",
        )
        for file in ("", "csv/", "pdf/")
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/statement-entries/<uuid:reference>/",
        "/partners/statement-entries/{ledger_entry.reference}/",
        owner="partner",
    ),
    row(Rule.PARTNER, "partners/special-prices/", "/partners/special-prices/"),
    row(Rule.PARTNER, "partners/special-prices/new/", "/partners/special-prices/new/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/special-prices/<uuid:reference>/",
        "/partners/special-prices/{special_price.reference}/",
        owner="partner",
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/special-price-proofs/<uuid:reference>/",
        "/partners/special-price-proofs/{special_price_claim.reference}/",
        owner="partner",
    ),
    *rows(
        Rule.PARTNER,
        "partners/sell-through/",
        "partners/sell-through/numbers/",
        "partners/sell-through/keys/",
        "partners/stock/",
        "partners/forecast/",
        "partners/deliveries/",
        "partners/deliveries/new/",
    ),
    row(
        Rule.PARTNER, "partners/sell-through/template/<slug:kind>/", "/partners/sell-through/template/sales/"
    ),
    *(
        row(
            Rule.PARTNERS_OWN,
            f"partners/sell-through/<int:pk>/{rest}",
            f"/partners/sell-through/{{report.pk}}/{rest}",
            owner="partner",
        )
        for rest in ("", "file/")
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/deliveries/<int:pk>/",
        "/partners/deliveries/{scheduled.pk}/",
        owner="partner",
    ),
    # Only a key lets a report in.
    row(Rule.NOBODY, "partners/api/sell-through/", "/partners/api/sell-through/"),
]
