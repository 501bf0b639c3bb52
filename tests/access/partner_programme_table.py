"""The rows of the partner programme: tiers and market development funds."""

from tests.access.rules import Rule, row

UNPROCESSABLE = frozenset({422})
FUNDS = "/partners/funds/{fund_request.pk}/"
PROGRAMME = [
    row(Rule.PUBLIC, "find-a-partner/", "/find-a-partner/"),
    row(Rule.PUBLIC, "find-a-partner/<slug:code>/", "/find-a-partner/{listing.account.code}/"),
    row(
        Rule.PUBLIC, "find-a-partner/<slug:code>/logo.png", "/find-a-partner/{listing.account.code}/logo.png"
    ),
    row(Rule.PARTNER, "partners/listing/", "/partners/listing/"),
    row(Rule.PARTNER, "partners/scorecard/", "/partners/scorecard/"),
    row(Rule.PARTNER, "partners/tier/", "/partners/tier/"),
    row(Rule.PARTNER, "partners/funds/", "/partners/funds/"),
    row(Rule.PARTNER, "partners/funds/new/", "/partners/funds/new/"),
    row(Rule.PARTNERS_OWN, "partners/funds/<int:pk>/", FUNDS, owner="partner"),
    row(Rule.PARTNERS_OWN, "partners/funds/<int:pk>/edit/", f"{FUNDS}edit/", owner="partner"),
    row(
        Rule.PARTNERS_OWN,
        "partners/funds/<int:pk>/submit/",
        f"{FUNDS}submit/",
        owner="partner",
        is_post_only=True,
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/funds/<int:pk>/claim/",
        f"{FUNDS}claim/",
        owner="partner",
        is_post_only=True,
        answers=UNPROCESSABLE,
    ),
    row(
        Rule.PARTNERS_OWN,
        "partners/funds/proofs/<int:pk>/",
        "/partners/funds/proofs/{fund_proof.pk}/",
        owner="partner",
    ),
]
