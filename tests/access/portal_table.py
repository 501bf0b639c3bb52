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
    row(Rule.PARTNER, "partners/leads/", "/partners/leads/"),
    row(Rule.PARTNERS_OWN, "partners/leads/<int:pk>/", "/partners/leads/{lead_offer.pk}/", owner="partner"),
    row(
        Rule.PARTNERS_OWN,
        "partners/leads/<int:pk>/answer/",
        "/partners/leads/{lead_offer.pk}/answer/",
        owner="partner",
        answers=frozenset({405}),
    ),
]
