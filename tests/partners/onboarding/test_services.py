from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of
from partners.accounts.services import UserIsElsewhereError
from partners.onboarding.models import PartnerApplication
from partners.onboarding.services import (
    AlreadyDecidedError,
    ApplicationFacts,
    CompanyIsPartnerError,
    apply,
    approve,
    decline,
)
from shop.b2b.models import Company
from shop.events.models import Delivery
from tests.partners.factories import CompanyFactory, PartnerApplicationFactory, PartnerUserFactory
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
FACTS = ApplicationFacts(company_name="Nordform", plan="A studio.")
TERMS = {"company": None, "code": "nordform", "commission_rate": Decimal(8), "return_period_days": 30}


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Do something that publishes and have it delivered without an error."""

    def delivered(action):
        with django_capture_on_commit_callbacks(execute=True):
            result = action()
        assert list(Delivery.objects.filter(done_at=None).values_list("subscriber", "error")) == []
        return result

    return delivered


def said(**terms):
    return {"by": StaffFactory(), "now": timezone.now(), **terms}


def test_asking_again_while_open_keeps_the_first():
    user = UserFactory()

    first = apply(user, FACTS, language="en")
    again = apply(user, replace(FACTS, company_name="Other"), language="en")

    assert (again, PartnerApplication.objects.get().company_name) == (first, "Nordform")


def test_yes_opens_an_account_with_the_applicant_as_owner_and_mails_once(deliver, letters):
    PartnerApplicationFactory()  # somebody else's
    application = PartnerApplicationFactory(vat_id="SE556677889901")

    account = deliver(lambda: approve(application, **said(**TERMS)))

    application.refresh_from_db()
    assert (application.status, application.account) == ("approved", account)
    assert (account.company.name, account.company.vat_id) == (application.company_name, "SE556677889901")
    assert account_of(application.user) == account
    assert account.company.contacts.get().role.preset == "administrator"
    assert [(message.to, message.subject) for message in letters()] == [
        ([application.user.email], "You are a partner of Kiln")
    ]
    assert "/partners/" in letters()[0].body


def test_yes_uses_the_company_that_was_chosen(deliver):
    company = CompanyFactory()

    account = deliver(lambda: approve(PartnerApplicationFactory(), **said(**TERMS | {"company": company})))

    assert account.company == company
    assert Company.objects.count() == 1


def test_no_is_mailed_with_its_reason_in_the_applicants_language(deliver, letters):
    application = PartnerApplicationFactory(language="zh-hans")

    deliver(lambda: decline(application, **said(answer="Not before spring & summer.")))

    application.refresh_from_db()
    assert application.status == "declined"
    assert "Not before spring & summer." in letters()[0].body
    assert not PartnerAccount.objects.exists()


@pytest.mark.parametrize("second", [(approve, TERMS), (decline, {"answer": "Still no."})])
def test_decided_is_decided(second):
    decide, terms = second
    application = PartnerApplicationFactory()
    decline(application, **said(answer="No."))

    with pytest.raises(AlreadyDecidedError):
        decide(application, **said(**terms))

    application.refresh_from_db()
    assert (application.status, application.answer) == ("declined", "No.")
    assert not PartnerAccount.objects.exists()


def test_yes_to_somebody_of_another_account_changes_nothing():
    application = PartnerApplicationFactory(user=PartnerUserFactory().user)

    with pytest.raises(UserIsElsewhereError):
        approve(application, **said(**TERMS))

    application.refresh_from_db()
    assert application.status == "open"
    assert not PartnerAccount.objects.filter(code="nordform").exists()


def test_database_keeps_one_open_application_per_user():
    application = PartnerApplicationFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerApplicationFactory(user=application.user)


def test_a_company_is_a_partner_once_whatever_form_asks():
    partner, application = PartnerUserFactory(), PartnerApplicationFactory()

    with pytest.raises(CompanyIsPartnerError):
        approve(application, **said(**TERMS | {"company": partner.account.company}))

    assert PartnerAccount.objects.get() == partner.account
