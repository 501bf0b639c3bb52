"""The beat schedule's side of automation: runs, schedules, dry runs, what was missed, and forgetting."""

import time
from datetime import timedelta

from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from crm_core.automation import dry_runs, engine, schedules
from crm_core.automation.models import Rule, RuleMiss
from crm_core.automation.switch import is_paused
from shop.events.models import Event
from shop.events.services import deliver_missing

SUBSCRIBER = "crm_core.automation.subscribers.on_event"
TURN_SECONDS = 50
#: Longer than any process goes on with what it knew of the rules (`heard`), and than a transaction lasts.
CATCH_UP = timedelta(minutes=10)
MISSES_KEPT = timedelta(days=30)
SLICE = 5000


@shared_task(name="crm_core.automation.tasks.advance_due", soft_time_limit=300, time_limit=330)
def advance_due() -> int:
    """Carry out the runs whose time has come, for a minute at most; return how many."""
    until, number = time.monotonic() + TURN_SECONDS, 0
    if is_paused():
        return 0
    while time.monotonic() < until:
        due = engine.due_runs(timezone.now())
        if not due:
            break
        for pk in due:
            engine.advance(pk)
            number += 1
            if time.monotonic() > until:
                break
    return number


@shared_task
def run_schedules() -> int:
    """Make the passes that are due and go on with those that nobody is at; return how many runs started."""
    if is_paused():
        return 0
    now = timezone.now()
    schedules.make_passes(now)
    started = sum(schedules.work(pk) for pk in schedules.open_passes(now))
    if started:
        advance_due.delay()
    return started


@shared_task
def catch_up() -> int:
    """Have rules that were just turned on or changed hear what other processes told before they knew."""
    since = timezone.now() - CATCH_UP
    fresh = Rule.objects.filter(
        Q(turned_on_at__gte=since) | Q(current__saved_at__gte=since), state=Rule.State.ON
    ).select_related("current")
    number = 0
    for rule in fresh:
        version = rule.current
        if version is None or rule.turned_on_at is None or not version.event_names:
            continue
        begun = max(rule.turned_on_at, version.saved_at, since)
        events = Event.objects.filter(name__in=version.event_names, published_at__gte=begun)
        number += deliver_missing(events, subscriber=SUBSCRIBER)
    return number


@shared_task(soft_time_limit=600, time_limit=660)
def work_dry_runs() -> int:
    """Go on with the dry runs that are asked for; return how many matches they found."""
    return sum(dry_runs.work(pk) for pk in dry_runs.open_dry_runs(timezone.now()))


@shared_task
def forget_misses() -> int:
    """Delete the notes of what started nothing after a month, and dry runs after a week."""
    old = RuleMiss.objects.filter(at__lt=timezone.now() - MISSES_KEPT)
    number = 0
    while keys := list(old.values_list("pk", flat=True)[:SLICE]):
        number += RuleMiss.objects.filter(pk__in=keys).delete()[0]
    return number + dry_runs.forget_old()
