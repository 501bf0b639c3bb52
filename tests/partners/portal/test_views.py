from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.referrals.services import count_click
from tests.partners.factories import CommissionFactory, PartnerAccountFactory, PartnerUserFactory
from tests.shop.factories import OrderFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
PORTAL, STATEMENT, LINKS = "/partners/", "/partners/statement/", "/partners/links/"


@pytest.fixture
def member(client):
    """Sven of Nordform, logged in."""
    member = PartnerUserFactory(user__first_name="Sven")
    client.force_login(member.user)
    return member


def detail(commission):
    return reverse("partners:commission", args=[commission.reference])


@pytest.mark.parametrize("page", ["dashboard", "commission"])
def test_strangers_are_sent_to_log_in(client, page):
    url = PORTAL if page == "dashboard" else detail(CommissionFactory())

    assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"


@pytest.mark.parametrize("page", ["dashboard", "commission"])
def test_user_without_an_account_is_told_what_to_do(client, page):
    commission = CommissionFactory()
    user = UserFactory()
    client.force_login(user)

    response = client.get(PORTAL if page == "dashboard" else detail(commission))

    assert response.status_code == 403
    html = response.content.decode()
    assert user.email in html
    assert "ask a colleague or your contact here" in html
    assert commission.order.number not in html


def test_another_partners_entry_is_not_found(client, member):
    theirs, mine = CommissionFactory(), CommissionFactory(account=member.account)

    assert client.get(detail(theirs)).status_code == 404
    assert client.get(detail(mine)).status_code == 200


def test_statement_shows_own_entries_sums_and_visits_only(client, member):
    account, now = member.account, timezone.now()
    CommissionFactory(account=account)
    CommissionFactory(account=account, status="payable", amount=Decimal(5))
    CommissionFactory(account=account, status="paid", paid_at=now, amount=Decimal(7))
    CommissionFactory(account=account, status="reversed", reversed_at=now)
    CommissionFactory(account=account, currency="USD", accrued_at=now - timedelta(days=40))
    other = CommissionFactory(amount=Decimal(1000))
    for counted in (account, account, other.account):
        count_click(counted, day=now.date())

    context = client.get(STATEMENT).context

    totals = [(t.currency, t.owed, t.payable, t.pending, t.paid) for t in context["totals"]]
    assert totals == [("EUR", 13, 5, 8, 7), ("USD", 8, 0, 8, 0)]
    assert (context["clicks"], context["orders"]) == (2, 3)
    assert {entry.account_id for entry in context["page"]} == {account.pk}
    assert len(context["page"]) == 5


def test_a_buyer_sees_no_statement_and_no_card_of_it(client):
    member = PartnerUserFactory(role="buyer")
    client.force_login(member.user)
    commission = CommissionFactory(account=member.account)

    assert client.get(STATEMENT).status_code == 403
    assert client.get(detail(commission)).status_code == 403
    home = client.get(PORTAL)
    assert [card.name for card, _reading in home.context["cards"] if card.name == "commissions"] == []
    assert STATEMENT not in home.content.decode()


def test_buyers_stay_unnamed(client, member):
    order = OrderFactory(guest_email="mei@example.com")
    commission = CommissionFactory(account=member.account, order=order)

    for url in (STATEMENT, detail(commission)):
        html = client.get(url).content.decode()
        assert order.number in html
        for secret in ("mei@example.com", "Ada", "Potter", "Brennofen", "01662"):
            assert secret not in html


def test_statement_takes_the_same_queries_for_one_and_three(client, member, django_assert_num_queries):
    CommissionFactory(account=member.account)
    client.get(STATEMENT)
    with CaptureQueriesContext(connection) as one:
        client.get(STATEMENT)
    CommissionFactory.create_batch(2, account=member.account)
    with django_assert_num_queries(len(one)):
        client.get(STATEMENT)


def test_statement_is_narrowed_and_paged(client, member):
    CommissionFactory.create_batch(21, account=member.account)
    payable = CommissionFactory(account=member.account, status="payable")

    assert list(client.get(STATEMENT, {"status": "payable"}).context["page"]) == [payable]
    assert len(client.get(STATEMENT, {"page": 2}).context["page"]) == 2
    assert len(client.get(STATEMENT, {"status": "nonsense", "page": "x"}).context["page"]) == 20


def test_link_is_the_accounts_own(client, member):
    context = client.get(LINKS).context

    assert context["link"] == f"http://testserver/r/{member.account.code}/"
    assert context["link_form"].is_bound is False


@pytest.mark.parametrize(
    "address",
    ["/shop/?q=tide", "http://testserver/shop/?q=tide", "https://testserver/shop/?q=tide"],
)
def test_link_to_a_page_is_made_from_its_address(client, member, address):
    expected = f"http://testserver/r/{member.account.code}/?to=/shop/%3Fq%3Dtide"

    assert client.get(LINKS, {"to": address}).context["link"] == expected


def test_link_to_another_site_is_refused_and_the_address_kept(client, member):
    response = client.get(LINKS, {"to": "https://evil.example/"})

    assert list(response.context["link_form"].errors) == ["to"]
    assert response.context["link"] == f"http://testserver/r/{member.account.code}/"
    assert 'value="https://evil.example/"' in response.content.decode()


def test_suspended_account_sees_its_statement_and_why_there_is_no_link(client):
    account = PartnerAccountFactory(status="suspended")
    client.force_login(PartnerUserFactory(account=account).user)
    commission = CommissionFactory(account=account)

    statement, links = (client.get(url).content.decode() for url in (STATEMENT, LINKS))

    assert "This account is suspended" in statement
    assert commission.order.number in statement
    assert account.referral_path not in links


def test_pages_hold_nothing_inline(client, member):
    CommissionFactory(account=member.account)

    response = client.get(STATEMENT)

    html = response.content.decode()
    assert "style=" not in html
    assert "onclick" not in html
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, "payable 30 days after the order is paid"),
        ({"payable_at": timezone.now()}, "pending until the return period ends on"),
        ({"status": "payable"}, "the return period is over"),
        ({"status": "paid", "paid_at": timezone.now()}, "paid out on"),
        ({"status": "reversed", "reversed_at": timezone.now()}, "the order was cancelled on"),
        ({"kind": "taken_back", "status": "payable", "amount": -8}, "deducted from the next payout"),
    ],
)
def test_money_comes_with_its_reason(client, member, state, words):
    commission = CommissionFactory(account=member.account, rate=Decimal("10.00"), **state)

    html = " ".join(client.get(detail(commission)).content.decode().split())

    assert words in html
    assert "10 %" in html
