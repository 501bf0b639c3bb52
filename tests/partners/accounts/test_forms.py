import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from partners.accounts.forms import PartnerAccountForm
from partners.accounts.models import PartnerAccount, PartnerDelegate
from shop.b2b.models import CompanyContact
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import CompanyFactory, PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def confirmed(email):
    user = UserFactory(email=email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def form_for(account=None, **changes):
    data = {
        "company": (account.company if account else CompanyFactory()).pk,
        "code": account.code if account else "nordform",
        "commission_rate": "8.00",
        "return_period_days": "30",
        "status": "active",
        "people": "",
    }
    return PartnerAccountForm(data | changes, instance=account)


def members(account):
    contacts = CompanyContact.objects.filter(company=account.company, user__isnull=False).order_by("pk")
    return list(contacts.values_list("user__email", "role__preset"))


def test_people_are_added_by_address_the_first_as_administrator():
    sven, lin = confirmed("sven@nordform.example"), confirmed("lin@nordform.example")
    PartnerUserFactory()  # of another account

    form = form_for(people=f"{sven.email.upper()}\n{lin.email}\n{lin.email}")

    assert form.is_valid(), form.errors
    assert members(form.save()) == [(sven.email, "administrator"), (lin.email, "buyer")]


def test_a_company_becomes_a_partner_once():
    present = PartnerAccountFactory()

    assert form_for(present).is_valid()
    assert form_for(company=present.company.pk).errors["company"] == [
        "This company has a partner account already."
    ]


def test_people_of_other_companies_are_delegates_until_staff_end_it():
    account = PartnerAccountFactory()
    adviser = confirmed("adviser@example.com")
    CompanyContactFactory(user=adviser, email=adviser.email)
    form = form_for(account, people=adviser.email)
    assert form.is_valid(), form.errors
    form.save()
    delegate = PartnerDelegate.objects.get(account=account, user=adviser)

    form = form_for(account, ended=[delegate.pk])
    assert form.is_valid(), form.errors
    form.save()

    assert not PartnerDelegate.objects.exists()


@pytest.mark.parametrize("verified", [None, False])
def test_unconfirmed_address_is_refused_by_name_and_nothing_is_written(verified):
    user = UserFactory(email="sven@nordform.example")
    if verified is False:
        EmailAddress.objects.create(user=user, email=user.email, verified=False)

    form = form_for(people=user.email)

    assert form.errors["people"] == [
        "sven@nordform.example: there is no account that has confirmed this address. Ask them to sign up first."
    ]
    assert form.data["people"] == user.email
    assert not PartnerAccount.objects.exists()


def test_another_accounts_person_is_refused():
    other = PartnerUserFactory(user=confirmed("sven@nordform.example"))

    form = form_for(people=other.user.email)

    assert form.errors["people"] == ["sven@nordform.example already belongs to another partner account."]


@pytest.mark.parametrize(
    ("field", "value"), [("commission_rate", "101"), ("commission_rate", "-1"), ("return_period_days", "400")]
)
def test_impossible_terms_are_refused(field, value):
    assert list(form_for(**{field: value}).errors) == [field]


def test_code_is_one_accounts_own():
    PartnerAccountFactory(code="nordform")

    assert list(form_for().errors) == ["code"]


def test_a_code_that_another_partner_had_is_refused_and_ones_own_old_one_is_not():
    account = PartnerAccountFactory(code="nordform")
    account.code = "nordform-studio"
    account.save()

    form = form_for(code="nordform")
    assert form.errors["code"] == ["Another partner has this code, or had it: its links still lead there."]
    form = form_for(account, code="nordform")
    assert form.is_valid(), form.errors
    assert form.save().code == "nordform"
    assert sorted(account.codes.values_list("code", flat=True)) == ["nordform", "nordform-studio"]


def test_the_database_keeps_a_code_to_one_partner():
    account = PartnerAccountFactory(code="nordform")
    account.code = "nordform-studio"
    account.save()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerAccountFactory(code="nordform")
    assert PartnerAccount.objects.count() == 1


def test_a_form_that_is_not_to_be_saved_yet_writes_nothing():
    form = form_for(people=confirmed("sven@nordform.example").email)
    assert form.is_valid(), form.errors

    form.save(commit=False)

    assert not PartnerAccount.objects.exists()
    assert not CompanyContact.objects.exists()
