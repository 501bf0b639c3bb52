import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.portal.models import PartnerNews
from partners.portal.office import PartnerNewsForm
from shop.backoffice.languages import in_every_language
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.usefixtures("site")
WORDS = dict.fromkeys(in_every_language("title", "body"), "")
BLOCK = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
RICH = json.dumps({"blocks": [{**BLOCK, "text": "From May."}], "entityMap": {}})
NEWS = {**WORDS, "title_en": "Spring line", "body_en": RICH, "published_from": "2026-05-01 08:00"}


@pytest.fixture
def staff(client):
    def log_in(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)
        return user

    return log_in


def test_staff_with_the_right_write_news(client, staff):
    url = reverse("partner_news:add")
    staff()
    assert client.get(url).status_code == 403
    staff("view_partnernews", "add_partnernews")
    assert client.get(url).status_code == 200

    client.post(url, {**NEWS, "audience_role": ["buyer"]})

    news = PartnerNews.objects.get()
    assert (news.title, news.audience) == ("Spring line", {"role": ["buyer"]})
    assert "<p>From May.</p>" in news.body
    assert "Roles" in client.get(reverse("partner_news:index")).content.decode()


def test_news_end_after_they_begin():
    form = PartnerNewsForm({**NEWS, "published_to": "2026-04-01 08:00"})

    assert form.errors == {"published_to": ["The end has to be after the beginning."]}


def test_an_audience_that_does_not_exist_is_refused():
    form = PartnerNewsForm({**NEWS, "audience_tier": ["77"]})

    assert list(form.errors) == ["audience_tier"]


def test_list_takes_the_same_queries_for_one_and_three(client, staff, django_assert_num_queries):
    staff("view_partnernews")
    url = reverse("partner_news:index")

    def write():
        facts = {"published_from": timezone.now(), "audience": {"role": ["buyer"]}}
        PartnerNews.objects.create(title="-", body="-", **facts)

    write()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    write()
    write()
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_what_is_no_text_is_taken_out_of_news():
    form = PartnerNewsForm({**NEWS, "body_en": '<script>alert("x")</script><p onclick="x()">From May.</p>'})

    form.is_valid()

    assert "script" not in form.cleaned_data.get("body_en", "")
    assert "onclick" not in form.cleaned_data.get("body_en", "")
