"""The calendar of a colleague by a secret address: what is in it, and whom it lets in."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from icalendar import Calendar

from crm_core.activities.feed import end_feed, feed_path, renew_feed, rule_of
from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from tests.crm_core.factories import CustomerFactory, rep_with

pytestmark = pytest.mark.django_db


def events(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_it_holds_ones_own_activities_and_nobody_elses(client, rep):
    due = start_of_day(timezone.localdate())
    customer = CustomerFactory(name="Mara Lindt")
    mine = Activity.objects.create(subject="Call; Mei, again", assignee=rep, due_at=due, customer=customer)
    Activity.objects.create(subject="Other", due_at=due)
    Activity.objects.create(
        subject="Off", assignee=rep, due_at=due, state="cancelled", done_at=timezone.now()
    )

    found = events(client, feed_path(renew_feed(rep)))

    assert [str(event["summary"]) for event in found] == ["Call; Mei, again · Mara Lindt"]
    assert found[0]["dtstart"].dt == timezone.localdate()
    assert str(found[0]["uid"]).startswith(f"activity-{mine.pk}@")


def test_an_old_an_ended_and_a_forged_address_lead_nowhere(client, rep):
    old = feed_path(renew_feed(rep))
    new = feed_path(renew_feed(rep))
    assert [client.get(path).status_code for path in (old, new, new.replace(".ics", "x.ics"))] == [
        404,
        200,
        404,
    ]
    end_feed(rep)
    assert client.get(new).status_code == 404


def test_who_has_left_or_lost_the_right_is_not_let_in(client, rep):
    path = feed_path(renew_feed(rep))
    rep.is_active = False
    rep.save()
    assert client.get(path).status_code == 404
    other = rep_with("customers.view_customer")
    assert client.get(feed_path(renew_feed(other))).status_code == 404


def test_who_asks_too_often_waits(client, rep, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "calendar_feed": "1/m/key"}
    path = feed_path(renew_feed(rep))
    assert [client.get(path).status_code for _time in range(2)] == [200, 429]


def series(**what):
    return Activity(
        **{
            "repeat": "monthly",
            "repeat_start": date(2026, 1, 31),
            "due_at": start_of_day(date(2026, 1, 31)),
            **what,
        }
    )


@pytest.mark.parametrize(
    ("activity", "rule"),
    [
        (series(), {"freq": "MONTHLY", "interval": 1, "bymonthday": [28, 29, 30, 31], "bysetpos": -1}),
        (
            series(repeat="weekly", repeat_count=5, repeat_number=3),
            {"freq": "WEEKLY", "interval": 1, "count": 3},
        ),
        (
            series(repeat="yearly", repeat_every=2, repeat_start=date(2028, 2, 29)),
            {"freq": "YEARLY", "interval": 2, "bymonthday": [28, 29], "bysetpos": -1, "bymonth": 2},
        ),
        (
            series(repeat="daily", repeat_until=date(2026, 2, 3)),
            {"freq": "DAILY", "interval": 1, "until": date(2026, 2, 3)},
        ),
    ],
    ids=["month end", "count", "leap day", "until"],
)
def test_a_series_is_a_rule(activity, rule):
    assert rule_of(activity) == rule


def test_a_timed_series_keeps_its_zone(client, rep):
    Activity.objects.create(
        subject="Stand-up",
        assignee=rep,
        all_day=False,
        due_at=timezone.now().replace(hour=8, minute=0, second=0, microsecond=0),
        repeat="daily",
        repeat_start=timezone.localdate(),
        repeat_zone="Europe/Berlin",
        duration=15,
    )
    event = events(client, feed_path(renew_feed(rep)))[0]
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert (event["dtend"].dt - event["dtstart"].dt).total_seconds() == 900
    assert event["dtstart"].dt.astimezone(UTC) == datetime.combine(
        event["dtstart"].dt.astimezone(UTC).date(), datetime.min.time(), UTC
    ).replace(hour=8)
