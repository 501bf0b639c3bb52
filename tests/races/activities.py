"""Colleagues and workers at one activity at the same moment; each race returns what came of it."""

from datetime import timedelta
from functools import partial

from django.db import connection
from django.utils import timezone

from crm_core.activities.models import Activity
from crm_core.activities.reminders import send_reminders
from crm_core.activities.series import start_of_day
from crm_core.activities.services import PlannedActivity, complete_activity, plan_activity
from crm_core.timeline.models import TimelineEntry
from shop.mail.models import Mail
from tests.crm_core.factories import CustomerFactory, staff_with
from tests.shop.checkout.race import at_once


def completing(colleagues):
    """Let so many colleagues complete one call of a series at once, each with a next step of their own."""
    people = [staff_with("customers.view_customer") for _number in range(colleagues)]
    today = timezone.localdate()
    customer = CustomerFactory()
    activity = Activity.objects.create(
        kind="call",
        subject="Call",
        customer=customer,
        due_at=start_of_day(today),
        repeat="weekly",
        repeat_start=today,
    )
    calls = [partial(_complete, activity.pk, person, customer) for person in people]
    answers = at_once(calls)
    found = {
        "won": sum(answer is True for answer in answers),
        "failed": [str(answer) for answer in answers if not isinstance(answer, bool)],
        "activities": sorted(Activity.objects.values_list("subject", "state")),
        "told": TimelineEntry.objects.count(),
    }
    connection.close()
    return {**found, "activities": [list(row) for row in found["activities"]]}


def _complete(pk, person, customer):
    step = PlannedActivity(subject="Next", due_at=timezone.now(), customer=customer)
    activity = Activity.objects.get(pk=pk)
    return complete_activity(activity, by=person, next_step=step) is not None


def planning(workers):
    """Let so many workers plan what one source names."""
    customer = CustomerFactory()
    planned = PlannedActivity(subject="Call", due_at=timezone.now(), customer=customer, source="rule:1:2")
    answers = at_once([partial(_plan, planned) for _number in range(workers)])
    found = {"answers": sorted({str(answer) for answer in answers}), "rows": Activity.objects.count()}
    connection.close()
    return found


def _plan(planned):
    return plan_activity(planned).source


def reminding(workers):
    """Let so many workers send the reminders of one moment."""
    now = timezone.now()
    for word in ("A", "B"):
        Activity.objects.create(
            subject=word,
            assignee=staff_with("customers.view_customer", "activities.view_activity"),
            due_at=now,
            all_day=False,
            created_at=now - timedelta(days=1),
        )
    answers = at_once([partial(send_reminders, now)] * workers)
    found = {"sent": sum(answers), "mails": Mail.objects.count()}
    connection.close()
    return found
