import pytest
from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided
from partners.onboarding.forms import ApprovalForm
from partners.onboarding.mail import send_answer
from partners.onboarding.queries import latest_application
from partners.onboarding.subscribers import on_partner_application_decided
from shop.mail.models import Mail
from tests.partners.factories import CompanyFactory, PartnerApplicationFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_answer_is_sent_once_and_to_its_applicant_alone():
    no = {"status": "declined", "answer": "No.", "decided_at": timezone.now()}
    other, own = PartnerApplicationFactory(**no), PartnerApplicationFactory(**no)

    assert [send_answer(own, now=timezone.now()) for _ in range(2)] == [True, False]
    on_partner_application_decided(PartnerApplicationDecided(application_id=own.pk))

    assert list(Mail.objects.values_list("to", flat=True)) == [own.user.email]
    other.refresh_from_db()
    assert other.told_at is None


def test_the_latest_application_is_ones_own():
    own, _other = PartnerApplicationFactory(), PartnerApplicationFactory()

    assert latest_application(own.user) == own
    assert latest_application(UserFactory()) is None


@pytest.mark.parametrize(("vat_id", "is_valid"), [("SE556677889901", False), ("FR40303265045", True)])
def test_a_company_is_known_by_the_vat_id_of_the_application(vat_id, is_valid):
    company = CompanyFactory(vat_id="SE556677889901")
    terms = {"code": "nordform", "commission_rate": "8", "return_period_days": "30"}

    form = ApprovalForm(terms, application=PartnerApplicationFactory(vat_id=vat_id))

    assert form.is_valid() is is_valid
    chosen = ApprovalForm(terms | {"company": company.pk}, application=form.application)
    assert chosen.is_valid()
