import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partners.portal.models import PartnerNews
from tests.partners.factories import CommissionFactory, PartnerUserFactory
from tests.partners.onboarding.factories import agreement_version

pytestmark = pytest.mark.usefixtures("site")
PORTAL = "/partners/"


def news(**facts):
    now = timezone.now()
    return PartnerNews.objects.create(
        **{
            "title": "Spring line",
            "body": "<p>From May.</p>",
            "published_from": now - timedelta(hours=1),
            **facts,
        }
    )


@pytest.fixture
def member(client):
    member = PartnerUserFactory()
    client.force_login(member.user)
    return member


def test_home_asks_fifteen_queries_at_most_whatever_there_is(client, member):
    agreement_version(is_required=True)
    for _ in range(3):
        CommissionFactory(account=member.account)
        news()
    client.get(PORTAL)

    with CaptureQueriesContext(connection) as asked:
        client.get(PORTAL)

    assert len(asked) <= 15, [query["sql"][:160] for query in asked]


def test_home_names_the_first_steps_with_their_pages_until_all_are_done(client, member):
    agreement_version()

    response = client.get(PORTAL)

    assert [step["done_on"] for step in response.context["steps"]] == [None] * len(response.context["steps"])
    assert 'href="/partners/agreement/"' in response.content.decode()


def test_menu_marks_the_current_page_and_leads_to_the_companys_people(client, member):
    html = client.get("/partners/links/").content.decode()

    assert re.search(r'<a href="/partners/links/"\s+aria-current="page">', html)
    assert 'href="/company/people/"' in html


def test_menu_of_a_buyer_has_no_pages_that_are_closed_to_them(client):
    client.force_login(PartnerUserFactory(role="buyer").user)

    html = client.get(PORTAL).content.decode()

    assert "/company/people/" not in html
    assert "/partners/profile/" not in html


def test_suspended_partner_reads_why_and_can_change_nothing(client):
    member = PartnerUserFactory(account__status="suspended")
    client.force_login(member.user)

    assert "This account is suspended" in client.get(PORTAL).content.decode()
    response = client.post("/partners/profile/", {"territory": "North"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_news_are_shown_while_they_are_published_and_new_until_they_are_read(client, member):
    now = timezone.now()
    shown = news()
    news(published_from=now + timedelta(days=1))
    news(published_from=now - timedelta(days=2), published_to=now - timedelta(days=1))

    assert [(row.pk, row.is_read) for row in client.get(PORTAL).context["news"]] == [(shown.pk, False)]
    assert "From May." in client.get(f"/partners/news/{shown.pk}/").content.decode()
    client.get(f"/partners/news/{shown.pk}/")
    assert [row.is_read for row in client.get("/partners/news/").context["page"]] == [True]


@pytest.mark.parametrize(
    ("audience", "is_shown"),
    [
        ({"role": ["administrator"]}, True),
        ({"role": ["buyer", "reader"]}, False),
        ({"role": ["administrator"], "country": ["DE"]}, False),
        ({"tier": ["1"]}, False),
        ({"country": []}, True),
        ({"nobody knows": ["x"]}, False),
    ],
)
def test_news_are_for_whom_they_name(client, member, audience, is_shown):
    item = news(audience=audience)

    assert bool(client.get(PORTAL).context["news"]) is is_shown
    assert client.get(f"/partners/news/{item.pk}/").status_code == (200 if is_shown else 404)


def test_news_that_are_not_published_are_not_found(client, member):
    item = news(published_from=timezone.now() + timedelta(days=1))

    assert client.get(f"/partners/news/{item.pk}/").status_code == 404
