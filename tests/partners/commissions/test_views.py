from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.commissions.models import Commission, Payout
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


def due_of(commission, total="8.000"):
    return f"{commission.account.pk}|EUR|{total}"


def statuses():
    return list(Commission.objects.order_by("pk").values_list("status", flat=True))


def test_payout_is_asked_about_and_then_noted_by_who_may(client, staff):
    commission = CommissionFactory(status="payable")
    url = reverse(PAYOUTS)
    data = {"due": [due_of(commission)], f"reference-{commission.account.pk}-EUR": "SEPA 4711"}

    staff("view_commission")
    assert client.post(url, data | {"confirmed": "1"}).status_code == 403
    assert statuses() == ["payable"]

    user = staff("pay_commission")
    page = client.get(url)
    assert [(p.total, p.entries) for p in page.context["payouts"]] == [(Decimal("8.000"), 1)]
    asked = client.post(url, data)
    assert (asked.status_code, asked.context["is_question"], statuses()) == (200, True, ["payable"])
    assert "€8.00" in asked.content.decode()

    assert client.post(url, data | {"confirmed": "1"}).status_code == 302
    payout = Payout.objects.get()
    assert (payout.total, payout.reference, payout.noted_by) == (Decimal(8), "SEPA 4711", user)
    assert Commission.objects.get().payout == payout
    assert statuses() == ["paid"]


def test_several_are_noted_and_a_second_click_notes_nothing(client, staff):
    staff("pay_commission")
    first, second, _left = (CommissionFactory(status="payable") for _each in range(3))
    data = {"due": [due_of(first), due_of(second)], "confirmed": "1"}

    client.post(reverse(PAYOUTS), data)
    again = client.post(reverse(PAYOUTS), data, follow=True)

    assert statuses() == ["paid", "paid", "payable"]
    assert Payout.objects.count() == 2
    assert again.content.decode().count("Nothing was recorded") == 2


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "1"}], ids=["asked", "confirmed"])
def test_payout_of_a_changed_sum_says_so_and_notes_nothing(client, staff, confirmed):
    commission = CommissionFactory(status="payable")
    staff("pay_commission")

    response = client.post(reverse(PAYOUTS), {"due": due_of(commission, "9.00")} | confirmed, follow=True)

    assert "Nothing was recorded" in response.content.decode()
    assert (statuses(), Payout.objects.count()) == (["payable"], 0)


@pytest.mark.parametrize(
    "due",
    ["", "much", "1|EUR", "x|EUR|8", "{pk}|EUR|much", "{pk}|EUR|NaN", "{pk}|EUR|-8", "9999|EUR|8", "9" * 40],
)
def test_unreadable_payout_is_refused_on_the_page_with_its_reason(client, staff, due):
    staff("pay_commission")
    commission = CommissionFactory(status="payable")

    response = client.post(
        reverse(PAYOUTS), {"due": [due.format(pk=commission.account.pk)], "confirmed": "1"}
    )

    assert response.status_code == 422
    assert [payout.total for payout in response.context["payouts"]] == [Decimal("8.000")]
    assert list(response.context["form"].errors) == ["due"]
    assert (statuses(), Payout.objects.count()) == (["payable"], 0)


def test_reference_that_is_too_long_loses_nothing(client, staff):
    staff("pay_commission")
    commission = CommissionFactory(status="payable")
    name = f"reference-{commission.account.pk}-EUR"

    response = client.post(reverse(PAYOUTS), {"due": due_of(commission), name: "x" * 141, "confirmed": "1"})

    assert (response.status_code, response.context["is_question"], statuses()) == (422, True, ["payable"])
    assert "x" * 141 in response.content.decode()


def test_what_the_page_shows_can_be_noted_as_paid(client, staff):
    """The sum as the page writes it, of amounts that floats cannot add up."""
    staff("pay_commission")
    account = PartnerAccountFactory()
    for amount in ("0.10", "0.20", "25.58"):
        CommissionFactory(account=account, status="payable", amount=Decimal(amount))

    box = BeautifulSoup(client.get(reverse(PAYOUTS)).content, "html.parser").select_one("input[name=due]")
    assert box["value"] == f"{account.pk}|EUR|25.880"
    client.post(reverse(PAYOUTS), {"due": box["value"], "confirmed": "1"})

    assert set(statuses()) == {"paid"}


def test_payout_has_a_page_with_its_statement_and_nobody_changes_it(client, staff):
    staff("pay_commission", "view_payout", "view_commission")
    commission = CommissionFactory(status="payable")
    CommissionFactory(status="payable")
    client.post(reverse(PAYOUTS), {"due": due_of(commission), "confirmed": "1"})
    payout = Payout.objects.get()

    listed = client.get(reverse("payouts:index")).context["object_list"]
    page = client.get(reverse("payouts:inspect", args=[payout.pk])).content.decode()
    file = client.get(f"{reverse('commissions:index')}?payout={payout.pk}&export=csv")

    assert list(listed) == [payout]
    assert commission.order.number in page
    assert b"".join(file.streaming_content).decode().count("\n") == 2
    client.force_login(StaffFactory())
    for name, args in [("add", []), ("edit", [payout.pk]), ("delete", [payout.pk])]:
        assert client.post(reverse(f"payouts:{name}", args=args), {"reference": "x"}).status_code == 403


def test_who_may_not_enter_the_back_office_sees_no_payouts(client, rf):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename="pay_commission"))
    client.force_login(user)
    request = rf.get("/")
    request.user = user

    assert client.get(reverse(PAYOUTS)).status_code == 403
    with pytest.raises(PermissionDenied):  # wherever its address is entered
        payouts(request)
