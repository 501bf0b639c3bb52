import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.audit.models import AuditEntry
from shop.b2b.models import Company, CompanyContact
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.company_accounts.models import ApplicationDocument, CompanyApplication
from shop.company_accounts.registration.figures import waiting_applications
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from shop.tax.models import VatCheck
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.company_accounts.registration.factories import CompanyApplicationFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
RIGHTS = ("view_companyapplication", "decide_companyapplication", "view_applicationdocument")


@pytest.fixture(autouse=True)
def _place(settings, tmp_path):
    settings.KILN_PRIVATE_ROOT = tmp_path


@pytest.fixture
def staff(client):
    """Somebody with admin access and the named rights, logged in."""

    def log_in(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)
        return user

    return log_in


@pytest.fixture
def application(db):
    found = CompanyApplicationFactory(vat_id="DE136695976")
    found.vat_check = VatCheck.objects.create(vat_id="DE136695976", outcome="valid", name="NORDFORM")
    found.save()
    ApplicationDocument.objects.create(
        application=found, file=ContentFile(b"%PDF-1.4", name="extract.pdf"), name="extract.pdf", size=8
    )
    return found


def page_of(application):
    return reverse("company_applications:inspect", args=[application.pk])


def mails():
    deliver_due()
    return list(Mail.objects.order_by("pk").values_list("kind", "to"))


def test_queue_and_page_are_for_staff_with_the_right(client, staff, application):
    for rights, status in (((), 403), (("view_companyapplication",), 200)):
        staff(*rights)
        assert client.get(reverse("company_applications:index")).status_code == status
        assert client.get(page_of(application)).status_code == status
    assert client.post(page_of(application), {"action": "reject", "message": "No."}).status_code == 403


def test_queue_costs_the_same_for_one_and_for_three(
    client, staff, application, django_assert_max_num_queries
):
    staff(*RIGHTS)
    url = reverse("company_applications:index")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    CompanyApplicationFactory.create_batch(2)
    with django_assert_max_num_queries(len(one)):
        page = client.get(url).content.decode()
    assert page.count("Nordform GmbH") >= 3


def test_page_shows_papers_register_and_companies_that_may_be_the_same(client, staff, application):
    Company.objects.create(name="Nordform AG")
    staff(*RIGHTS)

    page = client.get(page_of(application)).content.decode()

    for words in ("extract.pdf", "NORDFORM", "Nordform AG", "similar name", "Approve as a new company"):
        assert words in page


def test_paper_is_a_download_for_who_has_the_right_and_is_logged(client, staff, application):
    url = reverse("company_application_document", args=[application.documents.get().pk])
    staff("view_companyapplication")
    assert client.get(url).status_code == 403
    user = staff(*RIGHTS)

    response = client.get(url)

    assert response["Content-Disposition"] == 'attachment; filename="extract.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == b"%PDF-1.4"
    response.close()
    assert AuditEntry.objects.get(model="company_accounts.applicationdocument").actor_id == user.pk
    client.force_login(application.user)
    assert client.get(url).status_code in (302, 403)


def test_approval_makes_a_company_and_writes_to_the_applicant(client, staff, application):
    by = staff(*RIGHTS)
    client.post(page_of(application), {"action": "take_up"})

    response = client.post(
        page_of(application),
        {"action": "approve", "sales_rep": by.pk, "payment_terms_days": "14", "needs_po_number": "yes"},
    )

    company = Company.objects.get()
    assert response.status_code == 302
    assert (company.sales_rep, company.payment_terms_days, company.needs_po_number) == (by, 14, True)
    assert CompanyContact.objects.get().user == application.user
    assert ("company-application-approved", application.user.email) in mails()
    again = client.post(page_of(application), {"action": "approve"}, follow=True)
    assert "Somebody else has decided" in again.content.decode() or "VAT id" in again.content.decode()
    assert Company.objects.count() == 1


def test_known_vat_id_is_not_made_a_second_company(client, staff, application):
    Company.objects.create(name="Nordform", vat_id="DE136695976")
    staff(*RIGHTS)

    response = client.post(page_of(application), {"action": "approve", "payment_terms_days": "14"})

    assert response.status_code == 422
    assert "attach the applicant to it instead" in response.content.decode()
    assert 'value="14"' in response.content.decode()


def test_applicant_is_attached_by_the_companys_vat_id(client, staff, application):
    company = Company.objects.create(name="Nordform", vat_id="DE136695976")
    staff(*RIGHTS)

    client.post(page_of(application), {"action": "attach", "company": "de 136 695 976", "how": "attach"})

    assert CompanyContact.objects.get().company == company
    assert [kind for kind, _to in mails()] == ["company-application-approved"]


def test_company_is_asked_in_a_mail_to_its_administrators(client, staff, application):
    boss = CompanyContactFactory(user=UserFactory(), role=preset_role(ADMINISTRATOR))
    staff(*RIGHTS)

    client.post(page_of(application), {"action": "attach", "company": boss.company.name, "how": "ask"})

    application.refresh_from_db()
    assert (application.state, application.asked_company) == ("asked", boss.company)
    assert mails() == [("company-join-request", boss.email)]


@pytest.mark.parametrize(("action", "state"), [("return_it", "returned"), ("reject", "rejected")])
def test_answer_with_words_reaches_the_applicant(client, staff, application, action, state):
    staff(*RIGHTS)
    assert client.post(page_of(application), {"action": action, "message": ""}).status_code == 422

    client.post(page_of(application), {"action": action, "message": "The extract is missing."})

    application.refresh_from_db()
    assert application.state == state
    assert mails() == [(f"company-application-{state}", application.user.email)]
    assert "The extract is missing." in Mail.objects.get().text
    deliver_due()
    assert Mail.objects.count() == 1


def test_start_page_counts_what_waits(application):
    assert waiting_applications().tone == "todo"
    CompanyApplication.objects.update(state="returned")
    assert waiting_applications().tone == ""
