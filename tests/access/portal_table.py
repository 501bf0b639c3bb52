"""The rows of the portal of partners."""

from tests.access.rules import Rule, row

PORTAL = [
    row(Rule.PARTNER, "partners/", "/partners/"),
    row(Rule.ACCOUNT, "partners/apply/", "/partners/apply/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/commissions/<uuid:reference>/",
        "/partners/commissions/{commission.reference}/",
        owner="partner",
    ),
]
