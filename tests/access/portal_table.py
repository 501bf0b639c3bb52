"""The rows of the portal of partners."""

from tests.access.rules import Rule, row, rows

PORTAL = [
    row(Rule.PARTNER, "partners/", "/partners/"),
    row(Rule.ACCOUNT, "partners/apply/", "/partners/apply/"),
    row(
        Rule.PARTNERS_OWN,
        "partners/commissions/<uuid:reference>/",
        "/partners/commissions/{commission.reference}/",
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
