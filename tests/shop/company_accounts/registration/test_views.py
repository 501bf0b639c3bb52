import re

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shop.b2b.models import Company
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.joining import ask_company
from shop.company_accounts.registration.services import reject, return_application
from shop.mail.models import Mail
from shop.tax.models import VatCheck
from shop.user.models import User
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.company_accounts.registration.factories import (
    WORDS,
    CompanyApplicationFactory,
    confirmed_user,
)
from tests.shop.factories import CountryFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
URL, REQUESTS = "/company/register/", "/company/requests/"
PDF = b"%PDF-1.4 extract"


@pytest.fixture(autouse=True)
def _place(settings, tmp_path, db):
    settings.KILN_PRIVATE_ROOT = tmp_path
    CountryFactory()


def paper(name="extract.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_stranger_signs_up_first_and_finds_what_they_typed(client):
    response = client.post(URL, WORDS)

    assert response.url == "/accounts/signup/?next=%2Fcompany%2Fregister%2F"
    assert not CompanyApplication.objects.exists()
    signed_up = client.post(
        "/accounts/signup/",
        {
            "email": "anna@nordform.example",
            "password1": "a-long-passphrase",
            "password2": "a-long-passphrase",
            "next": URL,
        },
    )
    assert signed_up.status_code == 302
    link = re.search(r"(/accounts/confirm-email/\S+)", Mail.objects.latest("pk").text)[1]
    confirmed = client.post(link)
    assert confirmed.url == URL
    assert User.objects.filter(email="anna@nordform.example").exists()
    form = client.get(URL).context["form"]
    assert (form["name"].value(), form["wants"].value()) == ("Nordform GmbH", "Cups for twelve cafés.")


def test_stranger_with_bad_input_is_answered_beside_the_field(client):
    response = client.post(URL, WORDS | {"phone": ""})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"phone"}


def test_account_without_a_confirmed_address_is_told_so(client):
    client.force_login(UserFactory())

    assert "Please confirm your e-mail address first" in client.get(URL).content.decode()
    client.post(URL, WORDS)
    assert not CompanyApplication.objects.exists()


def test_company_applies_with_its_papers_and_sees_where_it_stands(client):
    user = confirmed_user()
    client.force_login(user)

    response = client.post(URL, WORDS | {"documents": [paper(), paper("licence.pdf")]}, follow=True)

    application = CompanyApplication.objects.get()
    assert (application.user, application.name, application.language) == (user, "Nordform GmbH", "en")
    assert [document.name for document in application.documents.all()] == ["extract.pdf", "licence.pdf"]
    page = response.content.decode()
    assert "We have received the application of Nordform GmbH" in page
    assert "licence.pdf" in page
    client.post(URL, WORDS | {"name": "Other"})
    assert CompanyApplication.objects.get() == application


def test_number_by_which_the_company_is_found_is_asked_for(client):
    client.force_login(confirmed_user())

    response = client.post(URL, WORDS | {"registration_number": ""})

    assert response.status_code == 422
    assert response.context["form"].errors["vat_id"] == ["Please give the VAT id or the registration number."]


def test_vat_id_with_a_wrong_digit_is_refused_in_words(client):
    client.force_login(confirmed_user())

    form = client.post(URL, WORDS | {"vat_id": "DE136695977"}).context["form"]

    assert "This is not a valid VAT id" in form.errors["vat_id"][0]
    assert form["name"].value() == "Nordform GmbH"


@pytest.mark.parametrize("vat_id", ["FR40303265045", "ATU13585627", "DE136695976"])
def test_answer_of_the_register_is_kept_or_told(client, vat_id):
    client.force_login(confirmed_user())

    response = client.post(URL, WORDS | {"vat_id": vat_id})

    check = VatCheck.objects.get()
    if check.outcome == VatCheck.Outcome.INVALID:
        assert "does not know this VAT id" in response.context["form"].errors["vat_id"][0]
        assert not CompanyApplication.objects.exists()
    else:
        assert CompanyApplication.objects.get().vat_check == check


@pytest.mark.parametrize(
    ("name", "content"), [("x.html", b"<script>"), ("x.zip", b"PK\x03\x04x"), ("x.txt", b"hi")]
)
def test_file_that_proves_nothing_is_refused(client, name, content):
    client.force_login(confirmed_user())

    response = client.post(URL, WORDS | {"documents": [paper(name, content)]})

    assert response.status_code == 422
    assert name in response.context["form"].errors["documents"][0]


def test_returned_application_is_completed(client):
    application = CompanyApplicationFactory()
    return_application(application, message="The extract, please.", by=StaffFactory(), now=timezone.now())
    client.force_login(application.user)

    page = client.get(URL)
    assert "The extract, please." in page.content.decode()
    assert page.context["form"]["line1"].value() == "Hafenstr. 1"
    client.post(URL, WORDS | {"documents": [paper()], "line1": "Kai 2"})

    application.refresh_from_db()
    assert (application.state, application.line1) == ("submitted", "Kai 2")
    assert application.documents.count() == 1
    assert CompanyApplication.objects.count() == 1


def test_rejected_applicant_reads_why_and_applies_again(client):
    application = CompanyApplicationFactory()
    reject(application, message="No business yet.", by=StaffFactory(), now=timezone.now())
    client.force_login(application.user)

    page = client.get(URL)
    assert "No business yet." in page.content.decode()
    assert page.context["form"]["name"].value() == "Nordform GmbH"
    client.post(URL, WORDS)
    assert list(CompanyApplication.objects.order_by("pk").values_list("state", flat=True)) == [
        "rejected",
        "submitted",
    ]


def test_who_buys_for_a_company_has_nothing_to_register(client):
    client.force_login(CompanyContactFactory(user=confirmed_user()).user)

    assert client.get(URL).url == "/shop/accounts/"


def test_administrator_accepts_a_colleague(client):
    boss = CompanyContactFactory(user=confirmed_user(), role=preset_role(ADMINISTRATOR))
    application = CompanyApplicationFactory()
    ask_company(application, boss.company, by=StaffFactory(), now=timezone.now())
    client.force_login(boss.user)

    assert application.user.email in client.get(REQUESTS).content.decode()
    client.post(REQUESTS, {"application": application.pk, "answer": "accept"})

    application.refresh_from_db()
    assert (application.state, application.company) == ("approved", boss.company)
    assert client.post(REQUESTS, {"application": application.pk, "answer": "decline"}).status_code == 404


def test_others_cannot_answer_for_the_company(client):
    company = Company.objects.create(name="Nordform")
    application = CompanyApplicationFactory()
    ask_company(application, company, by=StaffFactory(), now=timezone.now())

    client.force_login(CompanyContactFactory(user=confirmed_user(), company=company).user)
    assert client.post(REQUESTS, {"application": application.pk, "answer": "accept"}).status_code == 403
    elsewhere = CompanyContactFactory(user=confirmed_user(), role=preset_role(ADMINISTRATOR))
    client.force_login(elsewhere.user)
    assert client.post(REQUESTS, {"application": application.pk, "answer": "accept"}).status_code == 404
    client.force_login(confirmed_user())
    assert client.get(REQUESTS).status_code == 404
    assert EmailAddress.objects.exists()
