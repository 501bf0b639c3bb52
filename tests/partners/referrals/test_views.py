import pytest

from partners.referrals.cookies import COOKIE
from partners.referrals.models import ReferralClicks
from tests.partners.factories import PartnerAccountFactory

pytestmark = pytest.mark.django_db


def clicks():
    return list(ReferralClicks.objects.values_list("account__code", "count"))


def test_link_leads_on_remembers_the_partner_and_counts(client):
    account = PartnerAccountFactory(code="nordform")

    response = client.get("/r/nordform/", {"to": "/shop/?glaze=tide"})

    assert (response.status_code, response.headers["Location"]) == (302, "/shop/?glaze=tide")
    assert response.headers["Cache-Control"] == "private, no-store"
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 86_400)
    client.get(account.referral_path)
    assert clicks() == [("nordform", 2)]


def test_link_without_a_page_leads_home(client):
    PartnerAccountFactory(code="nordform")

    assert client.get("/r/nordform/").headers["Location"] == "/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "shop/",
        "http:///x",
    ],
)
def test_link_never_leads_off_this_site(client, target):
    PartnerAccountFactory(code="nordform")

    assert client.get("/r/nordform/", {"to": target}).headers["Location"] == "/"


@pytest.mark.parametrize("code", ["nobody", "suspended"])
def test_code_that_does_not_work_leads_on_and_leaves_nothing(client, code):
    PartnerAccountFactory(code="suspended", status="suspended")

    response = client.get(f"/r/{code}/", {"to": "/shop/"})

    assert response.headers["Location"] == "/shop/"
    assert COOKIE not in response.cookies
    assert clicks() == []


def test_looking_ahead_is_no_click(client):
    PartnerAccountFactory(code="nordform")

    ahead = client.get("/r/nordform/", headers={"Sec-Purpose": "prefetch;prerender"})
    head = client.head("/r/nordform/")

    assert COOKIE not in ahead.cookies
    assert COOKIE not in head.cookies
    assert clicks() == []


def test_link_only_reads(client):
    assert client.post("/r/nordform/").status_code == 405


def test_request_itself_writes_nothing(client, settings, django_assert_num_queries, monkeypatch):
    """The count goes to the worker; here nobody works, so one query remains: whose code it is."""
    sent = []
    monkeypatch.setattr(
        "partners.referrals.views.count_referral_click.apply_async", lambda args, **_: sent.append(args)
    )
    account = PartnerAccountFactory(code="nordform")

    with django_assert_num_queries(1):
        client.get("/r/nordform/")

    assert sent[0][0] == account.pk
