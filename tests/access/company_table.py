"""The rows of a company's own pages: for its people, and for those of one company."""

from tests.access.rules import Rule, link, row, rows

OWN = "company buyer"
PLACES = {
    "location": "company_location",
    "department": "company_department",
    "cost-centre": "company_cost_centre",
}

COMPANY = [
    *rows(Rule.COMPANY, "company/", "company/people/", "company/people/invite/", "company/roles/"),
    *rows(Rule.COMPANY, "company/roles/new/", "company/places/", "company/orders/"),
    row(Rule.COMPANYS_OWN, "company/people/<int:pk>/", "/company/people/{company_member.pk}/", owner=OWN),
    row(
        Rule.COMPANYS_OWN,
        "company/people/<int:pk>/check/",
        "/company/people/{company_member.pk}/check/",
        owner=OWN,
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/people/<int:pk>/activity/",
        "/company/people/{company_member.pk}/activity/",
        owner=OWN,
        is_post_only=True,
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/invitations/<int:pk>/",
        "/company/invitations/{company_invitation.pk}/",
        owner=OWN,
        is_post_only=True,
    ),
    link("company/invitation/", "token", "company_invitation_token"),
    row(Rule.COMPANYS_OWN, "company/roles/<int:pk>/", "/company/roles/{company_role.pk}/", owner=OWN),
    row(
        Rule.COMPANYS_OWN,
        "company/roles/<int:pk>/delete/",
        "/company/roles/{company_role.pk}/delete/",
        owner=OWN,
    ),
    *(row(Rule.COMPANY, "company/places/<str:kind>/new/", f"/company/places/{kind}/new/") for kind in PLACES),
    *(
        row(
            Rule.COMPANYS_OWN,
            "company/places/<str:kind>/<int:pk>/",
            f"/company/places/{kind}/{{{thing}.pk}}/",
            owner=OWN,
        )
        for kind, thing in PLACES.items()
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/places/department/<int:pk>/delete/",
        "/company/places/department/{company_department.pk}/delete/",
        owner=OWN,
    ),
]

COMPANY_REGISTRATION = [
    row(Rule.PUBLIC, "act-as/end/", "/act-as/end/", answers=frozenset({405})),
    *rows(Rule.PUBLIC, "company/register/"),
    *rows(Rule.COMPANY, "company/requests/", "company/tenders/", "company/tenders/new/"),
    row(
        Rule.COMPANYS_OWN,
        "company/tenders/<int:pk>/",
        "/company/tenders/{tender.pk}/",
        owner="company buyer",
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/tenders/<int:pk>/edit/",
        "/company/tenders/{tender.pk}/edit/",
        owner="company buyer",
    ),
    row(
        Rule.COMPANYS_OWN,
        "company/tenders/<int:pk>/files/<int:file>/",
        "/company/tenders/{tender.pk}/files/{tender_file.pk}/",
        owner="company buyer",
    ),
    # Without a representative there is nobody to write to (tests/shop/company_accounts/test_representatives.py).
    *rows(Rule.NOBODY, "company/contact/"),
]
