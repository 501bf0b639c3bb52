"""What a rule would have done in the last 90 days: replayed from the log and from history, without effect.

Events are read back from the log, the moments of a schedule are gone through customer by customer. Fields
are read as of the day where their facts are dated; for all others today's value is taken, which the notes
say. Nothing but the rows of the dry run is written. It works in turns, bounded, and goes on after a crash.
"""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from crm_core.automation.cases import fact_of_event, facts_of_event, trigger_key
from crm_core.automation.conditions import holds
from crm_core.automation.defaults.history import PastOrder, past_orders
from crm_core.automation.defaults.work_actions import language_of
from crm_core.automation.definitions import (
    All,
    Condition,
    Definition,
    Step,
    all_steps,
    read_definition,
    tests_in,
)
from crm_core.automation.facts import Facts
from crm_core.automation.fields import events_of_change, field_named
from crm_core.automation.listening import is_started_by
from crm_core.automation.models import DryRun, DryRunMatch, Rule
from crm_core.automation.phrases import sentence_start
from crm_core.automation.program import BRANCH
from crm_core.automation.registry import ACTIONS, Start, Trigger
from crm_core.automation.schedules import facts_of_row, moments_between
from crm_core.automation.sentences import condition_words, step_words
from crm_core.automation.sql import split
from crm_core.automation.triggers import schedule_named
from crm_core.customers.models import Customer
from crm_core.scores.models import StageChange
from shop.events.models import Event
from shop.user.models import User

DAYS = 90
MOST_EVENTS, MOST_ROWS, MOST_MATCHES = 100_000, 20_000, 2_000
BATCH = 200
TURN_SECONDS = 20
LEASE = timedelta(minutes=12)
KEPT = timedelta(days=7)


def ask(rule: Rule, definition: Definition, *, by: User | None) -> DryRun:
    """Ask for a dry run of what is written, saved or not; a worker goes through it."""
    now = timezone.now()
    return DryRun.objects.create(
        rule=rule,
        definition=definition.as_json(),
        by=by,
        since=now - timedelta(days=DAYS),
        until=now,
        notes=notes_of(definition),
    )


def notes_of(definition: Definition) -> list[dict[str, object]]:
    """List what a reader must know: fields as of today, and what is left out of account."""
    conditions = [
        definition.conditions,
        *(step.condition for step in all_steps(definition.steps) if step.condition is not None),
    ]
    names = {test.field for condition in conditions for test in tests_in(condition)}
    undated = [name for name in sorted(names) if (field := field_named(name)) and not field.is_dated]
    notes: list[dict[str, object]] = [{"kind": "today", "fields": undated}] if undated else []
    waits = any(step.do == "wait_for_event" for step in all_steps(definition.steps))
    if definition.ends_with or waits:
        notes.append({"kind": "no-ends"})
    if any(step.do == "send_mail" for step in all_steps(definition.steps)):
        notes.append({"kind": "consents"})
    if definition.trigger.start == Start.BUTTON:
        notes.append({"kind": "button"})
    return notes


def open_dry_runs(now: datetime) -> list[int]:
    """List the dry runs that nobody is at."""
    free = Q(held_until=None) | Q(held_until__lt=now)
    rows = DryRun.objects.filter(free, done_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def work(pk: int, *, seconds: float = TURN_SECONDS) -> int:
    """Go on with a dry run for so many seconds; return how many matches it found."""
    now = timezone.now()
    free = Q(held_until=None) | Q(held_until__lt=now)
    if not DryRun.objects.filter(free, pk=pk, done_at=None).update(held_until=now + LEASE):
        return 0
    until, found = time.monotonic() + seconds, 0
    try:
        while True:
            is_over, new = work_batch(pk)
            found += new
            if is_over or time.monotonic() > until:
                break
    except Exception as error:
        DryRun.objects.filter(pk=pk).update(done_at=timezone.now(), held_until=None, error=repr(error)[:2000])
        raise
    DryRun.objects.filter(pk=pk).update(held_until=None)
    return found


def work_batch(pk: int) -> tuple[bool, int]:
    """Go through one batch; returns whether it is over, and how many matches are new."""
    with transaction.atomic():
        row = DryRun.objects.select_for_update(of=("self",)).select_related("by", "rule").get(pk=pk)
        if row.done_at is not None:
            return True, 0
        definition = read_definition(row.definition)
        language = language_of(row.by) if row.by is not None else None
        with translation.override(language):
            is_event = definition.trigger.start in {Start.EVENT, Start.CHANGE}
            batch = _events(row, definition) if is_event else _rows(row, definition)
        before = row.matches.count()
        DryRunMatch.objects.bulk_create(batch.matches, ignore_conflicts=True)
        matched = row.matches.count()
        most = MOST_EVENTS if is_event else MOST_ROWS
        is_full = matched >= MOST_MATCHES or row.looked_at + batch.looked_at >= most
        notes = [*row.notes, {"kind": "bounded"}] if is_full and not batch.is_last else row.notes
        is_over = batch.is_last or is_full
        DryRun.objects.filter(pk=pk).update(
            place={"after": batch.after},
            looked_at=F("looked_at") + batch.looked_at,
            matched=matched,
            notes=notes,
            done_at=timezone.now() if is_over else None,
        )
    return is_over, matched - before


class _Batch:
    """What one batch found and how far it came."""

    def __init__(self, after: int, looked_at: int, *, is_last: bool, matches: list[DryRunMatch]) -> None:
        self.after, self.looked_at, self.is_last, self.matches = after, looked_at, is_last, matches


def _events(row: DryRun, definition: Definition) -> _Batch:
    """Read events back from the latest."""
    trigger = definition.trigger
    names = [trigger.name] if trigger.start == Start.EVENT else events_of_change(trigger.name)
    events = Event.objects.filter(name__in=names, published_at__lte=row.until)
    after = row.place.get("after")
    if after:
        events = events.filter(pk__lt=after)
    found = list(events.order_by("-pk")[:BATCH])
    inside = [event for event in found if event.published_at >= row.since]
    matches = []
    for event in inside:
        if row.rule_id in (event.causes or ()):
            continue
        facts = facts_of_event(event.name, event.payload, at=event.published_at, is_past=True)
        if is_started_by(definition, event.name, facts):
            matches += _match(row, definition, facts, fact_of_event(event.name, event.payload, event.pk))
    is_last = len(inside) < BATCH
    return _Batch(found[-1].pk if found else 0, len(inside), is_last=is_last, matches=matches)


def _rows(row: DryRun, definition: Definition) -> _Batch:
    """Go through the moments of a schedule for the next customers, or rows of another kind."""
    trigger = definition.trigger
    source = schedule_named(trigger.name) if trigger.start == Start.SCHEDULE else None
    moments = moments_between(trigger, row.since, row.until) if source is not None else [row.until]
    after = int(row.place.get("after") or 0)
    if source is not None and source.rows is not None:
        return _other_rows(row, definition, source, moments, after)
    found = Customer.objects.filter(pk__gt=after)
    customers = list(split(_undated(definition.conditions), row.until).among(found).order_by("pk")[:BATCH])
    keys = [customer.pk for customer in customers]
    orders, stages = past_orders(keys), _stages(keys)
    matches = []
    for customer in customers:
        for facts in _days(customer, moments, orders[customer.pk], stages.get(customer.pk, [])):
            fact = f"schedule:{facts.at:%Y%m%dT%H%M}:{customer.pk}"
            matches += _match(row, definition, facts, fact)
    is_last = len(customers) < BATCH
    return _Batch(keys[-1] if keys else after, len(keys), is_last=is_last, matches=_first_of_each(matches))


def _undated(condition: Condition) -> Condition:
    """Keep of a condition what does not depend on the day: it is asked of the database once."""
    parts = condition.parts if isinstance(condition, All) else [condition]
    kept = [
        part
        for part in parts
        if all((field := field_named(test.field)) and not field.is_dated for test in tests_in(part))
    ]
    return All(all=kept)


def _stages(customers: Sequence[int]) -> dict[int, list[StageChange]]:
    found: dict[int, list[StageChange]] = {}
    for change in StageChange.objects.filter(customer__in=customers).order_by("changed_on", "pk"):
        found.setdefault(change.customer_id, []).append(change)
    return found


def _days(
    customer: Customer, moments: Sequence[datetime], orders: list[PastOrder], stages: list[StageChange]
) -> Iterator[Facts]:
    for moment in moments:
        if moment < customer.created_at:
            continue
        facts = Facts(at=moment, customer=customer, subjects={"customer": customer}, is_past=True)
        facts.once("orders", lambda: orders)
        facts.once("stages", lambda: stages)
        yield facts


def _other_rows(
    row: DryRun, definition: Definition, source: Trigger, moments: Sequence[datetime], after: int
) -> _Batch:
    """Go day by day through the rows that the schedule would have gone through; `after` counts the days."""
    if source.rows is None or after >= len(moments):
        return _Batch(after, 0, is_last=True, matches=[])
    moment = moments[after]
    things = list(source.rows(moment).order_by("pk")[:MOST_ROWS])
    matches = []
    for thing in things:
        facts = facts_of_row(source, thing, moment, is_past=True)
        matches += _match(row, definition, facts, f"schedule:{moment:%Y%m%dT%H%M}:{thing.pk}")
    is_last = after + 1 >= len(moments)
    return _Batch(after + 1, len(things), is_last=is_last, matches=_first_of_each(matches))


def _first_of_each(matches: list[DryRunMatch]) -> list[DryRunMatch]:
    """Keep the first case of each key: that is the one which would have started a run."""
    found: dict[str, DryRunMatch] = {}
    for match in sorted(matches, key=lambda each: each.at):
        found.setdefault(match.trigger_key, match)
    return list(found.values())


def _match(row: DryRun, definition: Definition, facts: Facts, fact: str) -> list[DryRunMatch]:
    if holds(definition.conditions, facts) is not True:
        return []
    return [
        DryRunMatch(
            dry_run=row,
            customer=facts.customer,
            trigger_key=trigger_key(definition, facts, fact),
            at=facts.at,
            steps=list(simulated(definition.steps, facts)),
        )
    ]


def simulated(steps: Sequence[Step], facts: Facts) -> Iterator[dict[str, str]]:
    """Say what steps would do: {"step", "words"}; a branch that depends on what comes later shows both."""
    for step in steps:
        if step.do == BRANCH and step.condition is not None:
            found = holds(step.condition, facts)
            yield {"step": step.id, "words": sentence_start(_branch_words(step, found=found))}
            if found is not False:
                yield from simulated(step.then, facts)
            if found is not True:
                yield from simulated(step.otherwise, facts)
            continue
        action = ACTIONS.get(step.do)
        words = action.simulate(facts, step.values) if action and action.simulate else step_words(step)
        yield {"step": step.id, "words": sentence_start(words)}
        if step.do == "stop":
            return


def _branch_words(step: Step, *, found: bool | None) -> str:
    words = {"condition": condition_words(step.condition) if step.condition is not None else ""}
    if found is None:
        return _("it is not known yet whether %(condition)s: both ways are shown") % words
    if found:
        return _("it holds that %(condition)s") % words
    return _("it does not hold that %(condition)s") % words


def forget_old() -> int:
    """Delete dry runs after a week."""
    return DryRun.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]
