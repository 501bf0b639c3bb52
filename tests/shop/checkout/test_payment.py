"""How it is paid and who is billed."""

import pytest

from shop.b2b.models import Company, CompanyContact
from shop.checkout.forms import CompanyForm
from shop.tax.models import VatCheck
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
VALID, UNKNOWN = "FR40303265045", "FR83404833048"


def pay(client, **typed):
    return client.post(url("payment-method"), typed)


def shown(client):
    return client.get(url("payment-method"))


def company_of(user, **fields):
    company = Company.objects.create(name="Argile", **fields)
    CompanyContact.objects.create(company=company, user=user, email=user.email)
    return company


def test_method_and_company_given_before_are_offered_again(client):
    VatCheck.objects.create(vat_id=UNKNOWN, outcome="valid")
    walk_to_review(client, ProductFactory())
    assert pay(client, company="Maison", vat_id=VALID, method="bank-transfer").url == url("preview")

    page = shown(client)

    assert page.context["chosen"] == "bank-transfer"
    assert {name: page.context["form"][name].value() for name in ("company", "vat_id")} == {
        "company": "Maison",
        "vat_id": VALID,
    }
    assert page.context["vat_check"] == VatCheck.objects.get(vat_id=VALID)


def test_the_way_to_pay_that_was_chosen_stays_so(client, settings):
    settings.KILN_STRIPE_SECRET_KEY = "sk_test_x"
    walk_to_review(client, ProductFactory())
    codes = [method.code for method in shown(client).context["choices"]]

    chosen = []
    for code in codes:
        pay(client, method=code)
        chosen.append(shown(client).context["chosen"])

    assert len(codes) > 1
    assert chosen == codes


def test_buyers_own_company_is_offered_until_another_is_given(client):
    user = UserFactory()
    company_of(user, vat_id=VALID)
    client.force_login(user)
    walk_to_review(client, ProductFactory())

    first = shown(client).context["form"].initial
    pay(client, company="Maison", vat_id="", method="bank-transfer")
    second = shown(client).context["form"].initial

    assert (first["company"], first["vat_id"]) == ("Argile", VALID)
    assert (second["company"], second["vat_id"]) == ("Maison", "")


def test_nobodys_company_is_offered_to_a_guest(client):
    walk_to_review(client, ProductFactory())

    page = shown(client)

    assert (page.context["form"].initial["company"], page.context["vat_check"]) == ("", None)


def test_method_that_is_none_is_not_chosen(client):
    walk_to_review(client, ProductFactory())

    page = pay(client, method="by-balloon")

    assert page.context["chosen"] == page.context["choices"][0].code


def test_refused_vat_id_is_forgotten_and_the_company_kept(client):
    walk_to_review(client, ProductFactory())
    VatCheck.objects.create(vat_id=VALID, outcome="valid")

    page = pay(client, company="Maison", vat_id=UNKNOWN, method="bank-transfer")

    assert page.context["form"].errors == {
        "vat_id": ["The register does not know this VAT id. Please correct it, or leave the field empty."]
    }
    assert client.session["checkout_data"]["company"]["given"] == {"name": "Maison", "vat_id": ""}
    assert page.context["vat_check"] is None


def test_look_asks_for_no_method_and_stays(client):
    walk_to_review(client, ProductFactory())

    page = pay(client, company="Maison", look="1")

    assert (page.status_code, page.context["form"].errors) == (200, {})
    assert client.session["checkout_data"]["company"]["given"]["name"] == "Maison"


def test_vat_id_with_wrong_digits_asks_no_register(client):
    walk_to_review(client, ProductFactory())

    page = pay(client, company="Maison", vat_id="FR00000000000", method="bank-transfer")

    assert list(page.context["form"].errors) == ["vat_id"]
    assert not VatCheck.objects.exists()
    assert not client.session["checkout_data"].get("company")


@pytest.mark.parametrize(("typed", "kept"), [("", ""), ("fr 40 303265045", VALID), ("FR00000000000", None)])
def test_vat_id_is_written_without_spaces(typed, kept):
    form = CompanyForm({"vat_id": typed})

    assert (form.is_valid(), form.cleaned_data.get("vat_id")) == (kept is not None, kept)
