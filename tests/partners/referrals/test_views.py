from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from partners.accounts.models import PartnerAccount
from partners.referrals.cookies import COOKIE, click_in
from partners.referrals.models import ReferralClicks
from tests.partners.factories import PartnerAccountFactory

pytestmark = pytest.mark.django_db


BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}
OTHER = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1"}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def clicks():
    return list(ReferralClicks.objects.values_list("account__code", "count"))


def test_link_leads_on_remembers_the_partner_and_counts(client):
    account = PartnerAccountFactory(code="nordform")

    response = client.get("/r/nordform/", {"to": "/shop/?glaze=tide"}, headers=BROWSER)

    assert (response.status_code, response.headers["Location"]) == (302, "/shop/?glaze=tide")
    assert response.headers["Cache-Control"] == "private, no-store"
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 86_400)
    assert account.referral_path == "/r/nordform/"
    assert clicks() == [("nordform", 1)]


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
        "http://testserver/shop/",
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
        client.get("/r/nordform/", headers=BROWSER)

    assert sent[0][0] == account.pk


def test_visitor_who_reloads_counts_once_a_day_and_partner():
    PartnerAccountFactory(code="nordform")
    PartnerAccountFactory(code="lumen")
    visitor = Client(headers=BROWSER)
    with time_machine.travel(NOON, tick=False) as clock:
        for code in ("nordform", "nordform", "lumen", "nordform"):
            visitor.get(f"/r/{code}/")
        assert sorted(clicks()) == [("lumen", 1), ("nordform", 1)]
        clock.shift(timedelta(days=1))
        visitor.get("/r/nordform/")

    assert sorted(clicks()) == [("lumen", 1), ("nordform", 1), ("nordform", 1)]


def test_visitor_is_known_by_the_cookie_wherever_they_go_on():
    for code in ("nordform", "lumen"):
        PartnerAccountFactory(code=code)
    visitor = Client()
    for code, headers in (("nordform", BROWSER), ("nordform", OTHER), ("lumen", OTHER)):
        visitor.get(f"/r/{code}/", headers=headers)
    PartnerAccount.objects.filter(code="lumen").delete()
    visitor.get("/r/nordform/", headers={"User-Agent": "Opera/9.80"})

    assert clicks() == [("nordform", 2)]


def test_who_takes_no_cookies_counts_once_too_and_another_browser_by_itself():
    PartnerAccountFactory(code="nordform")
    for headers in (BROWSER, BROWSER, OTHER):
        response = Client().get("/r/nordform/", headers=headers)
        assert COOKIE in response.cookies

    assert clicks() == [("nordform", 2)]


def test_each_click_is_the_last_one_though_it_is_not_counted(client):
    PartnerAccountFactory(code="nordform")
    with time_machine.travel(NOON, tick=False) as clock:
        client.get("/r/nordform/", headers=BROWSER)
        clock.shift(timedelta(hours=3))
        client.get("/r/nordform/", headers=BROWSER)
        click = click_in({COOKIE: client.cookies[COOKIE].value}, now=NOON + timedelta(hours=3))

    assert click.clicked_at == NOON + timedelta(hours=3)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "facebookexternalhit/1.1",
        "WhatsApp/2.23.20.0",
        "curl/8.5.0",
        "python-requests/2.34.0",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    ],
)
def test_machines_are_not_counted(client, agent):
    PartnerAccountFactory(code="nordform")

    assert client.get("/r/nordform/", headers={"User-Agent": agent}).status_code == 302
    assert clicks() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Dest": "iframe"},
    ],
)
def test_ahead_or_as_a_part_of_another_page_is_no_click(client, headers):
    PartnerAccountFactory(code="nordform")

    assert COOKIE not in client.get("/r/nordform/", headers=BROWSER | headers).cookies
    assert clicks() == []


def test_link_with_an_old_code_leads_to_the_same_partner(client):
    account = PartnerAccountFactory(code="nordform")
    account.code = "nordform-studio"
    account.save()

    for code in ("nordform", "nordform-studio"):
        client.get(f"/r/{code}/", headers=BROWSER)
    assert clicks() == [("nordform-studio", 1)]
