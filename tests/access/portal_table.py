"""The rows of the portal of partners."""

from tests.access.rules import Rule, row

PORTAL = [
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
]
