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
    row(Rule.ACCOUNT, "partners/apply/", "/partners/apply/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/commissions/<uuid:reference>/",
        "/partners/commissions/{commission.reference}/",
        owner="partner",
    ),
]
