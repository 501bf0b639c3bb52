import pytest

from shop.b2b.models import Company
from shop.company_accounts.registration.matching import alike, matches_of, plain_name, plain_number
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory, confirmed_user


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Nordform GmbH & Co. KG", "nordform"),
        ("  CAFÉ-Bar, Ltd.", "cafe bar"),
        ("上海陶瓷有限公司", "上海陶瓷"),
        ("GmbH", "gmbh"),
    ],
)
def test_name_is_compared_without_marks_and_legal_form(name, plain):
    assert plain_name(name) == plain


def test_number_is_compared_without_blanks():
    assert plain_number("HRB 12-34 b") == "HRB1234B"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("nordform", "nordfrom", True),
        ("studio nord", "nord studio", True),
        ("nord", "sud", False),
        ("", "", False),
    ],
)
def test_names_are_alike_but_for_a_typo(one, other, expected):
    assert alike(one, other) is expected


@pytest.mark.django_db
def test_companies_are_found_by_each_way_and_the_strongest_comes_first(django_assert_max_num_queries):
    by_name = Company.objects.create(name="Nordfrom Ltd")
    by_all = Company.objects.create(
        name="Nordform", registration_number="hrb-1234", website="https://www.nordform.example/shop"
    )
    by_vat = Company.objects.create(name="Another", vat_id="DE136695976")
    by_person = CompanyContactFactory(email="office@nordform-group.example").company
    CompanyContactFactory(email="somebody@gmail.com")
    application = CompanyApplicationFactory(
        user=confirmed_user(email="anna@nordform-group.example"),
        vat_id="DE136695976",
        website="https://nordform.example",
    )

    with django_assert_max_num_queries(4):
        found = matches_of(application)

    assert [match.company for match in found] == [by_all, by_name, by_vat, by_person]
    assert [str(reason) for reason in found[0].reasons] == [
        "same registration number",
        "same domain",
        "similar name",
    ]
    assert [str(reason) for reason in found[3].reasons] == ["same domain"]


@pytest.mark.django_db
def test_address_of_a_mail_provider_says_nothing():
    CompanyContactFactory(email="somebody@gmail.com")
    application = CompanyApplicationFactory(user=confirmed_user(email="anna@gmail.com"))

    assert matches_of(application) == []
