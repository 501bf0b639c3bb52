from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pydantic import TypeAdapter

from crm_core.automation import schedules
from crm_core.automation.conditions import holds
from crm_core.automation.definitions import Condition, TriggerPart
from crm_core.automation.facts import Facts
from crm_core.automation.models import RuleRun, ScheduledPass
from crm_core.automation.sql import split
from crm_core.automation.tasks import run_schedules
from crm_core.customers.models import Customer
from crm_core.profile.services import set_tags
from tests.crm_core.automation.rules import rule, tag
from tests.crm_core.factories import CustomerFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
EVERY = ("schedule", "every-customer")
LAPSED = {"field": "customer.last_order", "is": "ago_at_least", "value": "45"}


def lapsed(days=50, **values):
    customer = CustomerFactory(**values)
    Customer.objects.filter(pk=customer.pk).update(last_order_at=NOON - timedelta(days=days), orders_count=3)
    return customer


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        ({"at": "08:00"}, ["11-24 08:00", "11-25 08:00"]),
        ({"at": "13:00"}, ["11-23 13:00", "11-24 13:00"]),
        ({"every": "week", "weekdays": [1], "at": "08:00"}, ["11-24 08:00"]),
        ({"at": "08:00", "zone": "Asia/Taipei"}, ["11-24 00:00", "11-25 00:00"]),
    ],
    ids=str,
)
def test_moments_follow_the_local_clock(trigger, expected):
    part = TriggerPart(start="schedule", name="every-customer", **trigger)
    found = schedules.moments_between(part, NOON - timedelta(days=2), NOON)

    assert [f"{moment:%m-%d %H:%M}" for moment in found] == expected


def test_a_schedule_starts_once_for_each_last_order_and_only_the_latest_moment_is_made_up_for():
    with time_machine.travel(NOON - timedelta(days=5), tick=False):
        made = rule(trigger=EVERY, conditions={"all": [LAPSED]}, once_per="customer.last_order")
        lapsed()
        lapsed(days=30)
    for day in (0, 1):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            run_schedules()
            run_schedules()

    assert ScheduledPass.objects.filter(rule=made).count() == 2
    assert list(ScheduledPass.objects.order_by("due_at").values_list("matched", "started")) == [
        (1, 1),
        (1, 0),
    ]
    assert RuleRun.objects.count() == 1


def test_a_pass_goes_on_where_it_was_when_its_worker_died(monkeypatch):
    monkeypatch.setattr(schedules, "BATCH", 2)
    made = rule(trigger=EVERY, conditions={"all": [LAPSED]}, once_per="ever")
    for _number in range(5):
        lapsed()
    row = ScheduledPass.objects.create(rule=made, version=made.current, due_at=NOON)

    assert schedules.work_batch(row.pk) == (False, 2)
    ScheduledPass.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    schedules.work(row.pk)

    row.refresh_from_db()
    assert (row.matched, row.started, row.done_at is not None) == (5, 5, True)
    assert schedules.work(row.pk) == 0


def test_while_one_worker_is_at_a_pass_another_leaves_it_alone():
    made = rule(trigger=EVERY)
    row = ScheduledPass.objects.create(
        rule=made, version=made.current, due_at=NOON, held_until=timezone.now() + timedelta(minutes=1)
    )

    assert (schedules.open_passes(timezone.now()), schedules.work(row.pk)) == ([], 0)


def test_a_pass_costs_the_same_whatever_it_looks_at():
    made = rule(trigger=EVERY, conditions={"all": [LAPSED]})
    numbers = []
    for day in range(3):  # the first may load what is kept for the process
        for _number in range(3):
            lapsed()
        row = ScheduledPass.objects.create(rule=made, version=made.current, due_at=NOON + timedelta(days=day))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            schedules.work_batch(row.pk)
        numbers.append(len(queries))

    assert numbers[1] == numbers[2]


@pytest.fixture
def people():
    """Customers that differ in everything that is asked."""
    made = [lapsed(days=days) for days in (0, 44, 45, 46)]
    made.append(CustomerFactory(kind="company", language="en"))
    set_tags(made[0], ["a", "b"], by=None)
    set_tags(made[1], ["b"], by=None)
    Customer.objects.filter(pk=made[2].pk).update(stage="lost", spent=100, next_order_on=NOON.date())
    return made


def asked():
    a, b = str(tag("a").pk), str(tag("b").pk)
    tests = [
        LAPSED,
        {"field": "customer.last_order", "is": "ago_at_most", "value": "44"},
        {"field": "customer.last_order", "is": "before", "value": "2026-10-12"},
        {"field": "customer.last_order", "is": "from", "value": "2026-10-12"},
        {"field": "customer.last_order", "is": "unknown"},
        {"field": "customer.last_order", "is": "known"},
        {"field": "customer.next_order", "is": "ahead_at_most", "value": "0"},
        {"field": "customer.next_order", "is": "ago_at_least", "value": "0"},
        {"field": "customer.stage", "is": "one_of", "value": ["lost"]},
        {"field": "customer.stage", "is": "none_of", "value": ["lost"]},
        {"field": "customer.language", "is": "none_of", "value": ["en"]},
        {"field": "customer.language", "is": "known"},
        {"field": "customer.owner", "is": "none_of", "value": ["1"]},
        {"field": "customer.orders", "is": "at_least", "value": "3"},
        {"field": "customer.orders", "is": "is_not", "value": "3"},
        {"field": "customer.spent", "is": "more_than", "value": "99.99"},
        {"field": "customer.interval", "is": "at_most", "value": "35"},
        {"field": "customer.tags", "is": "has_any", "value": [a]},
        {"field": "customer.tags", "is": "has_all", "value": [a, b]},
        {"field": "customer.tags", "is": "has_none", "value": [a]},
        {"field": "customer.tags", "is": "known"},
        {"field": "customer.tags", "is": "unknown"},
    ]
    yield from tests
    yield from ({"not": test} for test in tests)
    yield {"any": [tests[0], {"not": tests[8]}]}
    yield {"not": {"all": [tests[0], tests[16]]}}
    yield {"not": {"any": [tests[6], tests[10]]}}


def test_the_database_answers_as_python_does(people):
    differing = []
    for test in asked():
        condition = TypeAdapter(Condition).validate_python(test)
        parts = split(condition, NOON)
        by_sql = set(parts.among(Customer.objects.all()).values_list("pk", flat=True))
        by_python = {
            customer.pk
            for customer in Customer.objects.all()
            if holds(condition, Facts(at=NOON, customer=customer)) is True
        }
        if parts.rest or by_sql != by_python:
            differing.append((test, by_sql, by_python, parts.rest))

    assert differing == []
