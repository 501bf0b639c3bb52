"""Rules that go through customers at a local time: when, whom, and where they go on after a crash.

A pass is one rule at one moment; the database keeps one of each. It goes through the rows by their numbers,
a batch in a transaction, which also notes how far it is. What the database can answer of the condition
narrows the rows before any is read.
"""

import time as clock
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone

from crm_core.automation.definitions import All, Definition, TriggerPart, tests_in
from crm_core.automation.facts import Facts, Value
from crm_core.automation.fields import field_named
from crm_core.automation.models import Rule, RuleMiss, RuleRun, ScheduledPass
from crm_core.automation.program import program_of
from crm_core.automation.registry import SUBJECTS, Start, Trigger
from crm_core.automation.sql import Split, split
from crm_core.automation.starting import Case, keep, prepared
from crm_core.automation.triggers import schedule_named
from crm_core.customers.models import Customer

BATCH = 1000
LEASE = timedelta(minutes=5)
TURN_SECONDS = 300


def moments_between(trigger: TriggerPart, since: datetime, until: datetime) -> list[datetime]:
    """List the moments of a schedule after `since` up to `until`; local times follow changes of clocks."""
    zone = ZoneInfo(trigger.zone) if trigger.zone else timezone.get_default_timezone()
    at = time.fromisoformat(trigger.at)
    day, last = timezone.localtime(since, zone).date(), timezone.localtime(until, zone).date()
    found = []
    while day <= last:
        if trigger.every == "day" or day.weekday() in trigger.weekdays:
            moment = _local(day, at, zone)
            if since < moment <= until:
                found.append(moment)
        day += timedelta(days=1)
    return found


def _local(day: date, at: time, zone: object) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(ZoneInfo("UTC"))  # type: ignore[arg-type]


def make_passes(now: datetime) -> int:
    """Make the passes that are due; of several moments that nobody was there for, only the last."""
    made = 0
    rules = Rule.objects.filter(state=Rule.State.ON, current__start=Start.SCHEDULE).select_related("current")
    for rule in rules:
        version = rule.current
        if version is None or rule.turned_on_at is None:
            continue
        trigger = program_of(version).definition.trigger
        since = max(rule.turned_on_at, version.saved_at, now - timedelta(days=8))
        moments = moments_between(trigger, since, now)
        if moments:
            _row, is_new = ScheduledPass.objects.get_or_create(
                rule=rule, due_at=moments[-1], defaults={"version": version}
            )
            made += is_new
    return made


def open_passes(now: datetime) -> list[int]:
    """List the passes that nobody is at."""
    free = Q(held_until=None) | Q(held_until__lt=now)
    rows = ScheduledPass.objects.filter(free, done_at=None)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True))


def work(pk: int, *, seconds: float = TURN_SECONDS) -> int:
    """Go on with a pass until its end or for so many seconds; return how many runs it started.

    Another worker that comes meanwhile leaves it alone; one that comes after a crash goes on behind the last
    batch that was written whole.
    """
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    if not ScheduledPass.objects.filter(free, pk=pk, done_at=None).update(held_until=now + LEASE):
        return 0
    until, started = clock.monotonic() + seconds, 0
    while True:
        is_over, new = work_batch(pk)
        started += new
        if is_over:
            break
        if clock.monotonic() > until:
            ScheduledPass.objects.filter(pk=pk).update(held_until=None)
            break
    return started


@transaction.atomic
def work_batch(pk: int) -> tuple[bool, int]:
    """Go through one batch; returns whether the pass is over, and how many runs it started."""
    row = ScheduledPass.objects.select_for_update(of=("self",)).select_related("version__rule").get(pk=pk)
    if row.done_at is not None:
        return True, 0
    definition = program_of(row.version).definition
    trigger = schedule_named(definition.trigger.name)
    if trigger is None or row.version.rule.state != Rule.State.ON:
        ScheduledPass.objects.filter(pk=pk).update(done_at=timezone.now(), held_until=None)
        return True, 0
    # What the database answers is not asked again.
    parts = split(definition.conditions, row.due_at)
    last, cases, looked_at = _batch(trigger, definition, row, parts)
    asked = All(all=parts.rest) if trigger.rows is None else None
    notes = [prepared(row.version, case, asked=asked) for case in cases]
    runs: list[RuleRun | RuleMiss] = [note for note in notes if isinstance(note, RuleRun)]
    started = keep(runs)
    is_over = last is None
    ScheduledPass.objects.filter(pk=pk).update(
        cursor=F("cursor") if last is None else last,
        looked_at=F("looked_at") + looked_at,
        matched=F("matched") + len(runs),
        started=F("started") + started,
        held_until=None if is_over else timezone.now() + LEASE,
        done_at=timezone.now() if is_over else None,
    )
    return is_over, started


def _batch(
    trigger: Trigger, definition: Definition, row: ScheduledPass, parts: Split
) -> tuple[int | None, list[Case], int]:
    """Read the next batch: the last number of it (None: there is no more), its cases, how many were read."""
    if trigger.rows is not None:
        return _batch_of_rows(trigger, row)
    found = parts.among(Customer.objects.filter(pk__gt=row.cursor)).select_related("score")
    customers = list(found.order_by("pk")[:BATCH])
    known = read_many(definition, [customer.pk for customer in customers], row.due_at)
    cases = [
        Case(
            facts=Facts(
                at=row.due_at,
                customer=customer,
                subjects={"customer": customer},
                known=known.get(customer.pk, {}),
            ),
            fact=f"schedule:{row.due_at:%Y%m%dT%H%M}:{customer.pk}",
        )
        for customer in customers
    ]
    is_last = len(customers) < BATCH
    return None if is_last else customers[-1].pk, cases, len(customers)


def read_many(definition: Definition, customers: Sequence[int], at: datetime) -> dict[int, dict[str, Value]]:
    """Read for a batch of customers the fields of a condition that can be read for many at once."""
    found: dict[int, dict[str, Value]] = {pk: {} for pk in customers}
    names = {test.field for test in tests_in(definition.conditions)} | {definition.once_per}
    for name in names if customers else ():
        field = field_named(name)
        if field is None or field.read_many is None:
            continue
        values = field.read_many(customers, at)
        for pk in customers:
            found[pk][name] = values.get(pk)
    return found


def _batch_of_rows(trigger: Trigger, row: ScheduledPass) -> tuple[int | None, list[Case], int]:
    things = _rows_after(trigger, row.due_at, row.cursor)
    cases = [
        Case(
            facts=facts_of_row(trigger, thing, row.due_at),
            fact=f"schedule:{row.due_at:%Y%m%dT%H%M}:{thing.pk}",
        )
        for thing in things
    ]
    is_last = len(things) < BATCH
    return None if is_last else int(things[-1].pk), cases, len(things)


def _rows_after(trigger: Trigger, at: datetime, after: int) -> list[Model]:
    if trigger.rows is None:
        return []
    return list(trigger.rows(at).filter(pk__gt=after).order_by("pk")[:BATCH])


def facts_of_row(trigger: Trigger, thing: Model, at: datetime, *, is_past: bool = False) -> Facts:
    """Gather the facts of a row that a schedule comes to."""
    subject = SUBJECTS[trigger.subject]
    customer = subject.customer_of(thing)
    return Facts(at=at, customer=customer, subjects={trigger.subject: thing}, is_past=is_past)
