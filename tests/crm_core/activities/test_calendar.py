"""The calendar: whole weeks, Monday first, days as the reader counts them, over a change of clocks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from crm_core.activities.calendar_views import span_of
from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.activities.services import moved_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_weeks_begin_on_monday_in_our_languages(language):
    with translation.override(language):
        assert span_of("month", date(2026, 2, 10)) == (date(2026, 1, 26), date(2026, 3, 1))
        assert span_of("week", date(2026, 3, 1)) == (date(2026, 2, 23), date(2026, 3, 1))


def days_shown(page):
    cells = [cell for week in page.context["weeks"] for cell in week]
    return {cell.day: [item.activity.subject for item in cell.items] for cell in cells if cell.items}


def test_an_activity_stands_on_the_readers_day(sales, rep):
    UserProfile.objects.create(user=rep, current_time_zone="Asia/Taipei")
    late = datetime(2026, 5, 4, 17, tzinfo=UTC)
    Activity.objects.create(subject="Timed", assignee=rep, due_at=late, all_day=False)
    Activity.objects.create(subject="All day", assignee=rep, due_at=start_of_day(date(2026, 5, 4)))

    page = sales.get("/cms/activities/calendar/?view=week&day=2026-05-05")

    assert days_shown(page) == {date(2026, 5, 4): ["All day"], date(2026, 5, 5): ["Timed"]}
    assert page.context["zone"] == "Asia/Taipei"


def test_a_moved_activity_keeps_its_time_of_day_over_a_change_of_clocks():
    activity = Activity(due_at=datetime(2026, 3, 28, 8, tzinfo=UTC), all_day=False)
    with timezone.override("Europe/Berlin"):
        assert moved_to(activity, date(2026, 3, 30)) == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_a_month_shows_some_of_a_full_day_and_leads_to_its_week(sales, rep):
    for number in range(6):
        Activity.objects.create(
            subject=str(number), assignee=rep, due_at=start_of_day(date(2026, 5, 4)) + timedelta(0)
        )
    page = sales.get("/cms/activities/calendar/?day=2026-05-20")
    cell = next(cell for week in page.context["weeks"] for cell in week if cell.items)
    assert (len(cell.items), cell.more) == (4, 2)
    assert len(next(iter(days_shown(sales.get(cell.week_url)).values()))) == 6


@pytest.mark.parametrize("day", ["", "0001-01-01", "9999-12-31", "x"])
def test_what_is_no_day_is_today(sales, day):
    assert sales.get(f"/cms/activities/calendar/?day={day}").context["day"] == timezone.localdate()
