from datetime import timedelta

import pytest
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.approvals.models import Delegation
from shop.b2b.models import Company
from shop.company_accounts.models import RepMessage
from shop.company_accounts.representatives.queries import representative_of
from shop.events.tasks import deliver_due
from shop.mail.models import Mail
from tests.crm_core.factories import CompanyContactFactory
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
URL, HOME = "/company/contact/", "/shop/accounts/"
KEY = "a" * 32
WORDS = {"subject": "Glaze samples", "text": "Do you have sea green?", "key": KEY}


@pytest.fixture
def rep(db):
    return StaffFactory(first_name="Rita", last_name="Rep")


@pytest.fixture
def buyer(client, rep):
    contact = CompanyContactFactory(user=UserFactory())
    Company.objects.filter(pk=contact.company_id).update(sales_rep=rep)
    client.force_login(contact.user)
    return contact


def away(rep, cover):
    today = timezone.localdate()
    Delegation.objects.create(owner=rep, delegate=cover, starts_on=today, ends_on=today + timedelta(days=3))


def test_representative_of_the_parent_looks_after_the_subsidiary(rep):
    parent = Company.objects.create(name="Group", sales_rep=rep)

    assert representative_of(Company.objects.create(name="Branch", parent=parent)).rep == rep
    assert representative_of(Company.objects.create(name="Alone")) is None
    rep.is_active = False
    rep.save()
    assert representative_of(parent) is None


def test_account_shows_the_representative_and_who_stands_in(client, rep, buyer):
    page = client.get(HOME).content.decode()
    assert "Rita Rep" in page
    assert rep.email in page
    assert "stands in" not in page

    cover = StaffFactory(first_name="Cora", last_name="Cover")
    away(rep, cover)

    page = " ".join(client.get(HOME).content.decode().split())
    assert f"Cora Cover ({cover.email}) stands in." in page


def test_account_of_who_buys_for_themselves_shows_none(client, rep):
    client.force_login(UserFactory())

    assert "Your contact" not in client.get(HOME).content.decode()
    assert client.get(URL).status_code == 404


def test_message_reaches_the_representative_once_as_mail_and_activity(client, rep, buyer):
    assert client.post(URL, WORDS).url == HOME
    client.post(URL, WORDS)
    deliver_due()
    deliver_due()

    assert RepMessage.objects.get().to == rep
    mail = Mail.objects.get(kind="rep-message")
    assert mail.to == rep.email
    assert "Do you have sea green?" in mail.text
    activity = Activity.objects.get()
    assert (activity.assignee, activity.customer is not None) == (rep, True)
    assert "Glaze samples" in activity.subject


def test_message_goes_to_who_stands_in_though_they_see_no_customers(client, rep, buyer):
    cover = UserFactory(is_staff=True)
    away(rep, cover)

    client.post(URL, WORDS)
    deliver_due()

    assert Mail.objects.get(kind="rep-message").to == cover.email
    activity = Activity.objects.get()
    assert (activity.assignee, activity.customer) == (cover, None)


def test_empty_message_is_asked_for_again(client, rep, buyer):
    response = client.post(URL, WORDS | {"text": ""})

    assert response.status_code == 422
    assert response.context["form"]["subject"].value() == "Glaze samples"
    assert not RepMessage.objects.exists()


def test_company_without_a_representative_has_nobody_to_write_to(client):
    client.force_login(CompanyContactFactory(user=UserFactory()).user)

    assert client.get(URL).status_code == 404
