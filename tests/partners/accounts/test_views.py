import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_person
from tests.crm_core.factories import CompanyContactFactory
from tests.partners.factories import CompanyFactory, PartnerAccountFactory, PartnerUserFactory
from tests.partners.onboarding.factories import agreement_version
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def staff(client):
    """Somebody with admin access and the named rights, logged in."""

    def log_in(*codenames):
        user = UserFactory(is_staff=True)
        names = ["access_admin", *codenames]
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user)
        return user

    return log_in


def test_list_is_for_staff_with_the_right(client, staff):
    PartnerAccountFactory()
    url = reverse("partner_accounts:index")

    assert client.get(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 403
    staff()
    assert client.get(url).status_code == 403
    staff("view_partneraccount")
    assert client.get(url).status_code == 200


def test_list_is_searched_by_company_and_code(client, staff):
    nord, sud = PartnerAccountFactory(code="nord"), PartnerAccountFactory(code="sud")
    staff("view_partneraccount")
    url = reverse("partner_accounts:index")

    assert list(client.get(url, {"q": "sud"}).context["page_obj"]) == [sud]
    assert list(client.get(url, {"q": nord.company.name}).context["page_obj"]) == [nord]


def test_list_takes_the_same_queries_for_one_and_three(
    client, staff, django_assert_num_queries, django_assert_max_num_queries
):
    staff("view_partneraccount", "change_partneraccount")
    url = reverse("partner_accounts:index")
    PartnerAccountFactory()
    client.get(url)
    with django_assert_max_num_queries(50) as one:
        client.get(url)
    PartnerAccountFactory.create_batch(2)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_account_is_added_by_who_may(client, staff):
    data = {
        "company": CompanyFactory().pk,
        "code": "nordform",
        "commission_rate": "7.5",
        "return_period_days": "14",
        "status": "active",
        "people": "",
    }
    url = reverse("partner_accounts:add")
    staff("view_partneraccount")

    assert client.post(url, data).status_code == 403
    assert not PartnerAccount.objects.exists()

    client.force_login(StaffFactory())
    assert client.post(url, data).status_code == 302
    assert PartnerAccount.objects.get().return_period_days == 14


def test_bad_input_is_shown_again_with_its_error(client):
    client.force_login(StaffFactory())
    account = PartnerAccountFactory()

    response = client.post(
        reverse("partner_accounts:edit", args=[account.pk]),
        {
            "company": account.company.pk,
            "code": account.code,
            "commission_rate": "8",
            "return_period_days": "30",
            "status": "active",
            "people": "nobody@nordform.example",
        },
    )

    assert response.status_code == 200
    assert "nobody@nordform.example: there is no account that has confirmed" in response.content.decode()


def test_only_who_may_change_an_account_is_led_to_its_form(client, staff):
    account = PartnerAccountFactory()
    form = reverse("partner_accounts:edit", args=[account.pk])

    staff("view_partneraccount")
    assert form not in client.get(reverse("partner_accounts:index")).content.decode()
    staff("view_partneraccount", "change_partneraccount")
    assert form in client.get(reverse("partner_accounts:index")).content.decode()


def test_page_of_a_partner_has_people_first_steps_and_the_way_to_edit(client, staff):
    member = PartnerUserFactory(user__first_name="Sven", user__last_name="Berg")
    adviser = CompanyContactFactory(user=UserFactory(email="adviser@example.com")).user
    add_person(member.account, adviser, preset="reader")
    agreement_version()
    staff("view_partneraccount", "change_partneraccount")
    url = reverse("partner_accounts:inspect", args=[member.account.pk])

    html = client.get(url).content.decode()

    for words in (
        "Sven Berg",
        "adviser@example.com",
        "Share your first link",
        "not accepted",
        "no order yet",
    ):
        assert words in html
    assert reverse("partner_accounts:edit", args=[member.account.pk]) in html


def test_page_of_a_partner_is_for_staff_with_the_right(client, staff):
    url = reverse("partner_accounts:inspect", args=[PartnerAccountFactory().pk])

    staff()
    assert client.get(url).status_code == 403
