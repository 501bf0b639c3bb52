from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.commissions.models import Commission
from partners.commissions.views import payouts
from tests.partners.factories import CommissionFactory, PartnerAccountFactory
from tests.shop.factories import StaffFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
PAYOUTS = "commission_payouts"


@pytest.fixture
def staff(client):
    """Somebody with admin access and the named rights, logged in."""

    def log_in(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)
        return user

    return log_in


@pytest.mark.parametrize(
    ("url_name", "right"), [("commissions:index", "view_commission"), (PAYOUTS, "pay_commission")]
)
def test_pages_are_for_staff_with_the_right(client, staff, url_name, right):
    url = reverse(url_name)

    assert client.get(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 403
    staff()
    assert client.get(url).status_code == 403
    staff(right)
    assert client.get(url).status_code == 200


def test_nobody_writes_an_entry_by_hand(client):
    commission = CommissionFactory()
    client.force_login(StaffFactory())

    for name, args in [("add", []), ("edit", [commission.pk]), ("delete", [commission.pk])]:
        assert client.post(reverse(f"commissions:{name}", args=args), {"status": "paid"}).status_code == 403

    commission.refresh_from_db()
    assert commission.status == "pending"


def test_list_takes_the_same_queries_for_one_and_three(
    client, staff, django_assert_num_queries, django_assert_max_num_queries
):
    staff("view_commission")
    url = reverse("commissions:index")
    CommissionFactory()
    client.get(url)
    with django_assert_max_num_queries(50) as one:
        client.get(url)
    CommissionFactory.create_batch(2)
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_list_is_searched_by_order_and_partner(client, staff):
    staff("view_commission")
    first, second = CommissionFactory(), CommissionFactory()
    url = reverse("commissions:index")

    assert list(client.get(url, {"q": first.order.number}).context["page_obj"]) == [first]
    assert list(client.get(url, {"q": second.account.code}).context["page_obj"]) == [second]


def test_payout_is_noted_by_who_may(client, staff):
    commission = CommissionFactory(status="payable")
    url = reverse(PAYOUTS)
    data = {"account": commission.account.pk, "currency": "EUR", "total": "8.000"}

    staff("view_commission")
    assert client.post(url, data).status_code == 403
    commission.refresh_from_db()
    assert commission.status == "payable"

    staff("pay_commission")
    page = client.get(url)
    assert [(p.total, p.entries) for p in page.context["payouts"]] == [(Decimal("8.000"), 1)]
    assert 'name="total" value="8' in page.content.decode()
    assert client.post(url, data).status_code == 302
    assert Commission.objects.get().status == "paid"


def test_payout_of_a_changed_sum_says_so_and_notes_nothing(client, staff):
    commission = CommissionFactory(status="payable")
    staff("pay_commission")
    data = {"account": commission.account.pk, "currency": "EUR", "total": "9.00"}

    response = client.post(reverse(PAYOUTS), data, follow=True)

    assert "Nothing was recorded" in response.content.decode()
    assert Commission.objects.get().status == "payable"


def test_unreadable_payout_is_refused_on_the_page_with_its_reason(client, staff):
    staff("pay_commission")
    commission = CommissionFactory(status="payable")

    response = client.post(reverse(PAYOUTS), {"account": commission.account.pk, "total": "much"})

    assert response.status_code == 422
    assert [payout.total for payout in response.context["payouts"]] == [Decimal("8.000")]
    assert sorted(response.context["form"].errors) == ["currency", "total"]
    commission.refresh_from_db()
    assert commission.status == "payable"


def test_what_the_page_shows_can_be_noted_as_paid(client, staff):
    """The sum as the page writes it, of amounts that floats cannot add up."""
    staff("pay_commission")
    account = PartnerAccountFactory()
    for amount in ("0.10", "0.20", "25.58"):
        CommissionFactory(account=account, status="payable", amount=Decimal(amount))

    form = BeautifulSoup(client.get(reverse(PAYOUTS)).content, "html.parser").select_one(".nice-padding form")
    fields = {field["name"]: field["value"] for field in form.select("input[name]")}
    assert fields["total"] == "25.880"
    client.post(reverse(PAYOUTS), fields)

    assert set(Commission.objects.values_list("status", flat=True)) == {"paid"}


def test_who_may_not_enter_the_back_office_sees_no_payouts(client, rf):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename="pay_commission"))
    client.force_login(user)
    request = rf.get("/")
    request.user = user

    assert client.get(reverse(PAYOUTS)).status_code == 403
    with pytest.raises(PermissionDenied):  # wherever its address is entered
        payouts(request)
