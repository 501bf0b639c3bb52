"""Reminders by mail: at their time, once, in the assignee's language, to who wants them."""

from datetime import UTC, datetime, timedelta

import pytest

from crm_core.activities.models import Activity, ActivitySettings
from crm_core.activities.reminders import remind_of, send_reminders
from crm_core.activities.services import complete_activity, reschedule
from shop.mail.models import Mail
from tests.crm_core.factories import CustomerFactory, rep_with

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def make(rep, **what):
    return Activity.objects.create(
        **{
            "subject": "Call Mei",
            "assignee": rep,
            "due_at": NOON,
            "all_day": False,
            "created_at": NOON - timedelta(days=9),
            **what,
        }
    )


@pytest.mark.parametrize(
    ("minutes_before", "number"),
    [(16, 0), (15, 1), (0, 1), (-226, 0)],
    ids=["early", "now", "due", "too late"],
)
def test_what_has_a_time_is_told_a_quarter_of_an_hour_before(rep, minutes_before, number):
    make(rep)
    assert send_reminders(NOON - timedelta(minutes=minutes_before)) == number
    assert Mail.objects.count() == number


def test_it_is_told_once_and_anew_when_moved(rep):
    activity = make(rep)
    assert [send_reminders(NOON) for _time in range(2)] == [1, 0]
    reschedule(activity, NOON + timedelta(hours=5))
    assert send_reminders(NOON + timedelta(hours=5)) == 1
    reschedule(activity, NOON)
    send_reminders(NOON)
    assert Mail.objects.count() == 2


def test_a_claimed_one_is_not_told_again(rep):
    told, other = make(rep), make(rep, subject="Other")
    assert remind_of(rep, [told.pk], zone=UTC) is not None
    mail = remind_of(rep, [told.pk, other.pk], zone=UTC)
    assert ("Other" in mail.text, "Call Mei" in mail.text) == (True, False)


def test_what_lasts_all_day_is_told_in_the_morning_in_one_mail(rep):
    rep.language = "zh-hans"
    rep.save()
    for word in ("Mei", "Jo"):
        make(rep, subject=f"Call {word}", all_day=True, due_at=datetime(2026, 5, 4, tzinfo=UTC))

    assert send_reminders(datetime(2026, 5, 4, 7, 29, tzinfo=UTC)) == 0
    assert send_reminders(datetime(2026, 5, 4, 7, 31, tzinfo=UTC)) == 1

    mail = Mail.objects.get()
    assert (mail.to, mail.language, "Call Mei" in mail.text, "Call Jo" in mail.text) == (
        *(rep.email, "zh-hans"),
        *(True, True),
    )


@pytest.mark.parametrize(
    "kept", [{"mails_reminders": False}, {"lead_minutes": 0}], ids=["off", "at its time"]
)
def test_who_wants_none_or_later_is_not_told_now(rep, kept):
    ActivitySettings.objects.create(user=rep, **kept)
    make(rep)
    assert send_reminders(NOON - timedelta(minutes=5)) == 0


def test_an_hour_and_a_day_before_for_who_wants_it(rep):
    ActivitySettings.objects.create(user=rep, lead_minutes=1440)
    make(rep)
    assert [send_reminders(NOON - timedelta(hours=hours)) for hours in (25, 24)] == [0, 1]


def test_what_is_done_nobodys_or_not_seen_is_not_told(rep):
    complete_activity(make(rep), by=rep)
    make(None)
    own = rep_with("customers.view_customer", "activities.view_activity")
    make(own, customer=CustomerFactory())
    gone = rep_with("customers.view_customer")
    make(gone)
    gone.is_active = False
    gone.save()

    assert send_reminders(NOON) == 0
    assert Mail.objects.count() == 0


def test_who_plans_something_for_now_is_not_told_of_it(rep):
    make(rep, created_at=NOON - timedelta(minutes=5), created_by=rep)
    assert send_reminders(NOON) == 0
