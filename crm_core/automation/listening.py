"""What an event does to rules: it starts runs, wakes those that wait for it, ends those that it should."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from crm_core.automation.cases import fact_of_event, facts_of_event
from crm_core.automation.definitions import Definition, all_steps
from crm_core.automation.facts import Facts
from crm_core.automation.fields import choices_of, field_named
from crm_core.automation.models import RuleMiss, RuleRun
from crm_core.automation.program import program_of
from crm_core.automation.registry import TRIGGERS, Start
from crm_core.automation.starting import Case, Reason, keep, prepared, rules_started_by, stopped
from shop.events.models import Event

#: Of what came after an event before it was heard, so many are looked through for what ends its rule.
MOST_OVERTAKING = 1000


def hear(event: Event, *, starts: bool = True) -> int:
    """Have rules hear an event; return how many runs it started or moved. Heard again, it does nothing new.

    Without `starts` only runs under way hear it. Effects in order: runs that it ends or wakes, new runs,
    notes of what it did not start.
    """
    facts = facts_of_event(event.name, event.payload, at=event.published_at)
    facts.at = max(event.published_at, timezone.now())
    moved = _tell_runs(event, facts)
    if not starts:
        return moved
    case = Case(
        facts=facts, fact=fact_of_event(event.name, event.payload, event.pk), causes=tuple(event.causes or ())
    )
    found: list[RuleRun | RuleMiss] = []
    for version in rules_started_by((Start.EVENT, Start.CHANGE), event.name):
        definition = program_of(version).definition
        if not is_started_by(definition, event.name, facts):
            continue
        note = prepared(version, case)
        if isinstance(note, RuleRun):
            note.heard_from = event.published_at
            _take_up_overtaking(note, definition, event)
        found.append(note)
    return moved + keep(found)


def is_started_by(definition: Definition, event_name: str, facts: Facts) -> bool:
    """Tell whether this event is what a rule's trigger names."""
    trigger = definition.trigger
    if trigger.start == Start.EVENT:
        return trigger.name == event_name
    if trigger.start != Start.CHANGE or trigger.name not in facts.changes:
        return False
    old, new = facts.changes[trigger.name]
    return _is_value(trigger.name, trigger.old, old) and _is_value(trigger.name, trigger.new, new)


def _is_value(field_name: str, wanted: str, found: str) -> bool:
    """Compare a changed value with a key or its label; changes are told in words or by key."""
    if not wanted or wanted.casefold() == found.casefold():
        return True
    field = field_named(field_name)
    labels = {str(key): str(label) for key, label in choices_of(field)} if field is not None else {}
    return labels.get(wanted, "").casefold() == found.casefold()


def _tell_runs(event: Event, facts: Facts) -> int:
    """Tell the customer's runs under way, and those that failed: what an event ended is not tried again."""
    if facts.customer is None:
        return 0
    runs = (
        RuleRun.objects.select_for_update(of=("self",))
        .filter(customer=facts.customer, state__in=[*RuleRun.OPEN, RuleRun.State.FAILED])
        .select_related("version")
        .order_by("pk")
    )
    moved = 0
    for run in runs:
        is_new = event.name in run.version.event_names and event.published_at > run.heard_from
        if is_new and concerns(run, facts, event.name):
            moved += _tell(run, program_of(run.version).definition, event.name, event.published_at)
    return moved


def concerns(run: RuleRun, facts: Facts, name: str) -> bool:
    """Tell whether an event of the run's customer is about what the run is about.

    What happens to another order says nothing of this one; that another one was placed is the customer's act.
    """
    other = facts.subjects.get(run.subject_name)
    if other is None or run.object_id is None or other.pk == run.object_id:
        return True
    trigger = TRIGGERS.get(name)
    return trigger is not None and trigger.begins


def _tell(run: RuleRun, definition: Definition, name: str, moment: datetime) -> bool:
    """Have a run hear of an event that came after it listened: it ends, goes on, or remembers it."""
    if name in definition.ends_with:
        run.stop()
        run.reason, run.ended_at, run.wake_at, run.wake_event = Reason.EVENT, timezone.now(), None, ""
        run.save(update_fields=["state", "reason", "ended_at", "wake_at", "wake_event"])
        return True
    known = parse_datetime(str(run.heard.get(name, "")))
    if known is None or known < moment:
        run.heard = {**run.heard, name: moment.isoformat()}
    if run.wake_event == name and run.state == RuleRun.State.WAITING:
        come_to(run, moment)
        run.save(update_fields=["heard", "data", "heard_from", "wake_at", "wake_event"])
        return True
    run.save(update_fields=["heard"])
    return False


def come_to(run: RuleRun, moment: datetime) -> None:
    """Have a run go on since what it waited for has happened at a moment; does not save."""
    run.data = {**run.data, "wait": {"event_came": True}}
    run.heard_from, run.wake_at, run.wake_event = max(run.heard_from, moment), timezone.now(), ""


def _take_up_overtaking(run: RuleRun, definition: Definition, event: Event) -> None:
    """Have a new run know what happened after its event and was heard before it."""
    if run.ended_at is not None or run.customer is None:
        return
    awaited = {
        str(step.values.get("event")) for step in all_steps(definition.steps) if step.do == "wait_for_event"
    }
    names = [name for name in {*definition.ends_with, *awaited} if name and name != "None"]
    if not names:
        return
    later = Event.objects.filter(name__in=names, pk__gt=event.pk).order_by("pk")
    for other in later[:MOST_OVERTAKING]:
        facts = facts_of_event(other.name, other.payload, at=other.published_at, is_past=True)
        if facts.customer is None or facts.customer.pk != run.customer.pk:
            continue
        if not concerns(run, facts, other.name):
            continue
        if other.name in definition.ends_with:
            stopped(run, Reason.EVENT)
            return
        run.heard = {**run.heard, other.name: other.published_at.isoformat()}


def event_names_of(definition: Definition, names_of_change: Iterable[str]) -> list[str]:
    """List the events that a version has to do with: by which it starts, ends, or goes on."""
    trigger = definition.trigger
    found: Mapping[str, list[str]] = {Start.EVENT: [trigger.name], Start.CHANGE: list(names_of_change)}
    awaited = [
        str(step.values["event"])
        for step in all_steps(definition.steps)
        if step.do == "wait_for_event" and step.values.get("event")
    ]
    return sorted({*found.get(trigger.start, []), *definition.ends_with, *awaited})
