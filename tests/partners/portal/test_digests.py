"""The weekly news of partners: what is new for one's tier, role and language; nothing new, no mail."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm_core.consents.services import record
from partners.accounts.access import access_of
from partners.accounts.digests import DIGEST_SOURCES, DigestSource, digest_for
from partners.accounts.models import PartnerAccount
from partners.assets.models import Asset, AssetVersion
from partners.portal.digests import last_week, send_digests, unread_news
from partners.portal.models import NewsReading, PartnerNews
from partners.portal.tasks import mail_weekly_news
from partners.training.models import Course
from shop.mail.models import Mail
from shop.time_zones import shop_day
from shop.user.models import User
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.tiers.factories import TierFactory
from tests.partners.training.factories import CourseFactory
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)
WEEK = last_week("en", today=TODAY)
TUESDAY = WEEK.since + timedelta(days=1)
LEAD = "lead@nordform.example"


@pytest.fixture
def account():
    account = PartnerAccountFactory()
    PartnerUserFactory(account=account, user=UserFactory(email=LEAD, language="en"))
    return account


def news(title="Summer fair", at=TUESDAY, **facts):
    return PartnerNews.objects.create(
        title=title, title_en=title, body_en="Come.", published_from=at, **facts
    )


def asset(title="Line sheet", day=None, **facts):
    row = Asset.objects.create(title=title, **facts)
    Asset.objects.filter(pk=row.pk).update(created_at=WEEK.since - timedelta(days=90))
    AssetVersion.objects.create(asset=row, file="a.pdf", valid_from=day or TUESDAY.date())
    return row


def bodies(letters):
    return [letter.body for letter in letters()]


def test_the_week_goes_from_monday_to_monday_in_the_shops_time():
    assert (shop_day(WEEK.since), shop_day(WEEK.until)) == (date(2026, 6, 1), date(2026, 6, 8))
    assert last_week("en", today=date(2026, 6, 8)).until == WEEK.until
    assert last_week("en", today=date(2026, 6, 7)).until == WEEK.since


def test_what_is_new_comes_in_one_mail_with_a_link_to_each_and_the_way_out(account, letters):
    item = news()
    asset()

    assert send_digests(today=TODAY) == 1

    (body,) = bodies(letters)
    assert "Summer fair" in body
    assert f"/partners/news/{item.pk}/" in body
    assert "Line sheet" in body
    assert "/partners/assets/?q=Line+sheet" in body
    assert "unsubscribe" in body.lower()


def test_courses_made_in_the_week_are_told_and_drafts_are_not(account, letters):
    course, draft = (
        CourseFactory(title="Glazes in practice"),
        CourseFactory(title="Draft", is_published=False),
    )
    old = CourseFactory(title="Old course")
    Course.objects.filter(pk__in=[course.pk, draft.pk]).update(created_at=TUESDAY)
    Course.objects.filter(pk=old.pk).update(created_at=WEEK.since - timedelta(days=9))

    assert send_digests(today=TODAY) == 1

    (body,) = bodies(letters)
    assert f"/partners/training/{course.pk}/" in body
    assert "Draft" not in body
    assert "Old course" not in body


def test_running_again_writes_nobody_twice(account, letters):
    news()
    send_digests(today=TODAY)

    assert send_digests(today=TODAY + timedelta(days=1)) == 0
    assert len(letters()) == 1


def test_nothing_new_no_mail(account):
    news("Before", at=WEEK.since - timedelta(seconds=1))
    news("After", at=WEEK.until)
    asset("Old sheet", day=date(2026, 5, 31))
    asset("Sheet of next week", day=date(2026, 6, 8))

    assert send_digests(today=TODAY) == 0
    assert not Mail.objects.exists()


def test_what_was_opened_already_is_left_out(account):
    item = news()
    NewsReading.objects.create(news=item, user=User.objects.get(email=LEAD))

    assert send_digests(today=TODAY) == 0


def test_news_and_assets_of_another_tier_role_or_language_are_not_told(account, letters):
    tier = TierFactory()
    news("For the tier", audience={"tier": [str(tier.pk)]})
    news("For buyers", audience={"role": ["buyer"]})
    news("For administrators", audience={"role": ["administrator"]})
    limited = asset("Sheet of the tier")
    limited.tiers.add(tier)
    limited.save()
    asset("Chinese sheet", language="zh-hans")

    send_digests(today=TODAY)

    (body,) = bodies(letters)
    assert "For administrators" in body
    assert not [words for words in ("For the tier", "For buyers", "of the tier", "Chinese") if words in body]


def test_who_may_not_see_assets_is_not_told_of_them(account):
    asset()
    reader = access_of(User.objects.get(email=LEAD))

    assert digest_for(reader, WEEK)
    assert not digest_for(replace(reader, grants={}), WEEK)


def test_it_is_in_the_readers_language(account, letters):
    User.objects.filter(email=LEAD).update(language="zh-hans")
    news(title_zh_hans="夏季展会")

    send_digests(today=TODAY)

    assert "夏季展会" in bodies(letters)[0]


def test_who_said_no_gets_none_and_no_row_in_the_outbox(account):
    news()
    record(purpose="partner-digest", granted=False, source="preferences", email=LEAD)

    assert send_digests(today=TODAY) == 0
    assert not Mail.objects.exists()


def test_a_suspended_account_gets_none(account):
    news()
    PartnerAccount.objects.update(status="suspended")

    assert send_digests(today=TODAY) == 0


def test_one_that_fails_keeps_no_other_from_theirs(account, monkeypatch):
    news()
    PartnerUserFactory(account=account, user=UserFactory(email="second@nordform.example"))

    def fails_once(access, week):
        if access.user_id == User.objects.get(email=LEAD).pk:
            raise RuntimeError
        return []

    entries = {**DIGEST_SOURCES._entries, "bad": DigestSource(name="bad", label="Bad", read=fails_once)}
    monkeypatch.setattr(DIGEST_SOURCES, "_entries", entries)

    assert send_digests(today=TODAY) == 1
    assert Mail.objects.get().to == "second@nordform.example"


def test_many_news_cost_as_many_queries_as_one(account):
    access = access_of(User.objects.get(email=LEAD))
    counts = []
    for number in (1, 3):
        for n in range(number):
            news(f"News {number} {n}", audience={"role": ["administrator"]})
        with CaptureQueriesContext(connection) as queries:
            unread_news(access, WEEK)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_clock_writes_the_last_whole_week(account):
    news(at=last_week("en", today=shop_day()).since)

    mail_weekly_news()

    assert Mail.objects.get().kind == "partner-digest"
