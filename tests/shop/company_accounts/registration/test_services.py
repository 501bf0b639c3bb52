import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.utils import timezone

from shop.b2b.access import access_of
from shop.b2b.models import Company, CompanyContact, CompanyGroup
from shop.b2b.permissions import Level
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.company_accounts.models import ApplicationAnswer, CompanyApplication
from shop.company_accounts.registration.joining import (
    answer_join_request,
    ask_company,
    attach,
    join_requests,
)
from shop.company_accounts.registration.services import (
    AlreadyDecidedError,
    ApplicantIsElsewhereError,
    Terms,
    approve,
    reject,
    return_application,
    submit,
    take_up,
)
from shop.events.models import Event
from shop.user.models import User
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory, confirmed_user
from tests.shop.factories import StaffFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def names():
    return list(
        Event.objects.filter(name__startswith="Company").order_by("pk").values_list("name", flat=True)
    )


def test_application_comes_in_once_with_its_papers():
    application = CompanyApplicationFactory.build(user=confirmed_user(), country_id="DE")
    CompanyApplicationFactory()  # makes the country
    paper = SimpleUploadedFile("extract.pdf", b"%PDF-1.4", content_type="application/pdf")
    application.country_id = "DE"

    submit(application, [paper], now=NOW)

    again = CompanyApplicationFactory.build(user=application.user)
    again.country_id = "DE"
    assert submit(again, [], now=NOW) == application
    assert [document.name for document in application.documents.all()] == ["extract.pdf"]
    assert names() == ["CompanyApplicationSubmitted"]


def test_approval_makes_the_company_with_its_terms_location_and_administrator():
    application, by = CompanyApplicationFactory(), StaffFactory()
    group = CompanyGroup.objects.create(name="Cafés")
    terms = Terms(group=group, sales_rep=by, payment_terms_days=14, needs_po_number=True)

    company = approve(application, terms, by=by, now=NOW)

    assert (company.group, company.sales_rep, company.payment_terms_days, company.needs_po_number) == (
        group,
        by,
        14,
        True,
    )
    assert company.locations.get().line4 == "Hamburg"
    access = access_of(User.objects.get(pk=application.user_id))
    assert access.company_id == company.pk
    assert access.can("members.manage", Level.SUBSIDIARIES)
    assert (application.state, application.company, application.decided_by) == ("approved", company, by)
    assert names() == ["CompanyRegistered", "CompanyApplicationDecided"]


def test_decided_application_is_not_decided_again():
    application, by = CompanyApplicationFactory(), StaffFactory()
    reject(application, message="Not a business.", by=by, now=NOW)

    stale = CompanyApplication.objects.get(pk=application.pk)
    stale.state = "submitted"
    with pytest.raises(AlreadyDecidedError):
        approve(stale, Terms(), by=by, now=NOW)
    assert not Company.objects.exists()
    assert ApplicationAnswer.objects.count() == 1


def test_returned_application_comes_again_and_can_be_decided():
    application, by = CompanyApplicationFactory(), StaffFactory()
    return_application(application, message="The extract.", by=by, now=NOW)
    application.wants = "Plates, too."

    submit(application, [], now=timezone.now())

    application.refresh_from_db()
    assert (application.state, application.wants) == ("submitted", "Plates, too.")
    with pytest.raises(AlreadyDecidedError):
        submit(application, [], now=NOW)
    approve(application, Terms(), by=by, now=NOW)
    assert application.state == "approved"


def test_review_is_started_once():
    application = CompanyApplicationFactory()

    assert take_up(application)
    assert not take_up(application)


def test_vat_id_of_another_company_leaves_everything_as_it_is():
    Company.objects.create(name="Nordform", vat_id="DE136695976")
    application = CompanyApplicationFactory(vat_id="DE136695976")

    with pytest.raises(IntegrityError):
        approve(application, Terms(), by=StaffFactory(), now=NOW)

    assert CompanyApplication.objects.get().state == "submitted"
    assert not CompanyContact.objects.exists()


def test_applicant_who_speaks_for_another_company_is_not_moved():
    application = CompanyApplicationFactory()
    other = CompanyContactFactory(user=application.user, email=application.user.email)

    with pytest.raises(ApplicantIsElsewhereError):
        attach(application, Company.objects.create(name="Nordform"), by=StaffFactory(), now=NOW)

    assert CompanyContact.objects.get() == other
    assert CompanyApplication.objects.get().state == "submitted"


def test_applicant_joins_a_company_as_a_buyer():
    application, company = CompanyApplicationFactory(), Company.objects.create(name="Nordform")

    attach(application, company, by=StaffFactory(), now=NOW)

    access = access_of(User.objects.get(pk=application.user_id))
    assert access.company_id == company.pk
    assert access.can("orders.place")
    assert not access.can("members.manage")


@pytest.mark.parametrize(("accepts", "state"), [(True, "approved"), (False, "rejected")])
def test_administrator_of_the_company_answers_once(accepts, state):
    application = CompanyApplicationFactory()
    boss = CompanyContactFactory(user=confirmed_user(), role=preset_role(ADMINISTRATOR))
    stranger = CompanyContactFactory(user=confirmed_user(), role=preset_role(ADMINISTRATOR))
    ask_company(application, boss.company, by=StaffFactory(), now=NOW)

    assert not join_requests(access_of(stranger.user)).exists()
    assert join_requests(access_of(boss.user)).get() == application
    answer_join_request(application, accepts=accepts, by=boss.user, now=NOW)

    assert application.state == state
    assert CompanyContact.objects.filter(user=application.user).exists() is accepts
    with pytest.raises(AlreadyDecidedError):
        answer_join_request(application, accepts=True, by=boss.user, now=NOW)


def test_database_refuses_a_second_open_application():
    first = CompanyApplicationFactory()

    with pytest.raises(IntegrityError):
        CompanyApplicationFactory(user=first.user)
