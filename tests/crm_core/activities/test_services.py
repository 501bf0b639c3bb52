"""Planning once, doing once, and what follows from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.series import Recurrence
from crm_core.activities.services import (
    PlannedActivity,
    assign,
    cancel_activity,
    complete_activity,
    plan_activity,
    reschedule,
)
from crm_core.timeline.models import TimelineEntry
from shop.events.models import Event
from tests.crm_core.factories import CustomerFactory, rep_with

pytestmark = pytest.mark.django_db


def planned(**what):
    return plan_activity(
        PlannedActivity(**{"subject": "Call Mei", "kind": "call", "due_at": timezone.now(), **what})
    )


def test_the_same_source_plans_once():
    customer = CustomerFactory()
    first, again = (planned(customer=customer, source="rule:1:2", subject=word) for word in ("A", "B"))

    assert (first, first.subject) == (again, "A")
    assert list(Event.objects.values_list("name", "payload__activity_id")) == [("ActivityPlanned", first.pk)]


def test_what_lasts_all_day_is_due_at_the_shops_midnight(settings):
    settings.TIME_ZONE = "Asia/Taipei"
    activity = planned(due_at=datetime(2026, 12, 1, 3, 30, tzinfo=UTC))

    assert activity.due_at == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert activity.day == date(2026, 12, 1)


def test_a_call_is_done_once_and_told_once_with_its_next_step(rep):
    customer = CustomerFactory()
    activity = planned(customer=customer, assignee=rep)
    step = PlannedActivity(subject="Send samples", due_at=timezone.now(), customer=customer, assignee=rep)

    done = complete_activity(activity, by=rep, outcome="reached", note="Wants red", next_step=step)
    again = complete_activity(activity, by=rep, outcome="declined", next_step=step)

    entry = TimelineEntry.objects.get()
    assert again is None
    assert (entry.kind, entry.title, entry.text, entry.outcome, entry.author) == (
        *("call", "Call Mei", "Wants red", "reached"),
        rep,
    )
    activity.refresh_from_db()
    assert (activity.state, activity.outcome, activity.done_by) == ("done", "reached", rep)
    assert list(Activity.objects.exclude(pk=activity.pk)) == [done.next_step]
    done.next_step.refresh_from_db()
    assert done.next_step.entry == entry
    names = Event.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["ActivityPlanned", "ActivityPlanned", "ActivityCompleted"]


def test_a_to_do_leaves_the_timeline_alone(rep):
    complete_activity(planned(kind="todo", customer=CustomerFactory()), by=rep)
    assert TimelineEntry.objects.count() == 0


def test_a_cancelled_activity_is_neither_done_nor_moved(rep):
    activity = planned()
    assert cancel_activity(activity, by=rep) is not None

    assert complete_activity(activity, by=rep) is None
    assert cancel_activity(activity, by=rep) is None
    assert reschedule(activity, timezone.now() + timedelta(days=2)) is False
    assert assign(activity, rep) is False
    assert Activity.objects.get().state == "cancelled"


def test_only_who_sees_the_customer_is_given_an_activity():
    own = ("customers.view_customer", "activities.view_activity")
    blind, owner = rep_with(*own), rep_with(*own)
    customer = CustomerFactory(owner=owner)

    with pytest.raises(AssigneeRefusedError):
        planned(customer=customer, assignee=blind)
    assert Activity.objects.count() == 0
    activity = planned(customer=customer, assignee=owner)
    with pytest.raises(AssigneeRefusedError):
        assign(activity, blind)
    assert Activity.objects.get().assignee == owner


def test_a_refused_next_step_leaves_the_activity_open(rep):
    blind = rep_with("customers.view_customer")
    customer = CustomerFactory()
    activity = planned(customer=customer)
    step = PlannedActivity(subject="Next", due_at=timezone.now(), customer=customer, assignee=blind)

    with pytest.raises(AssigneeRefusedError):
        complete_activity(activity, by=rep, next_step=step)
    assert (Activity.objects.get().state, TimelineEntry.objects.count()) == ("open", 0)


@pytest.mark.parametrize("end", [complete_activity, cancel_activity], ids=["done", "skipped"])
def test_the_next_of_a_series_is_planned_once(rep, end):
    due = timezone.now() + timedelta(days=1)
    activity = planned(due_at=due, recurrence=Recurrence(repeat="weekly", count=2))

    following = end(activity, by=rep).following
    assert end(activity, by=rep) is None
    assert following.day == activity.day + timedelta(days=7)
    assert end(following, by=rep).following is None
    assert Activity.objects.count() == 2


def test_a_series_can_be_ended(rep):
    activity = planned(recurrence=Recurrence(repeat="daily"))
    assert cancel_activity(activity, by=rep, ends_series=True).following is None
    assert Activity.objects.count() == 1
