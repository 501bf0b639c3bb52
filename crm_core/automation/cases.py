"""From an event or a row to a case: its objects, its customer, what changed, and whom a key names."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Model
from django.utils import timezone

from crm_core.automation.conditions import told, value_in
from crm_core.automation.definitions import Definition
from crm_core.automation.facts import Facts
from crm_core.automation.operators import local_day
from crm_core.automation.registry import CHANGES, SUBJECTS, TRIGGERS, Subject
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import survivor_of
from shop.events.registry import EVENTS

KEY_LENGTH = 120


def object_of(subject: Subject, pk: object) -> Model | None:
    """Load an object by its number; None where there is none (any more)."""
    if not isinstance(pk, int) or isinstance(pk, bool):
        return None
    model = subject.model
    manager = Customer.records if model is Customer else model._default_manager
    return manager.filter(pk=pk).first()


def subjects_of_event(name: str) -> list[Subject]:
    """List what events of a class are about, by their fields."""
    kind = EVENTS.get(name)
    fields = getattr(kind, "__dataclass_fields__", {})
    return [subject for subject in SUBJECTS if subject.payload_field in fields]


def facts_of_event(name: str, payload: Mapping[str, object], *, at: datetime, is_past: bool = False) -> Facts:
    """Gather what an event is about. In the past nothing is written."""
    found: dict[str, Model] = {}
    for subject in subjects_of_event(name):
        thing = object_of(subject, payload.get(subject.payload_field))
        if thing is None:
            continue
        if subject.prepare is not None and not is_past:
            subject.prepare(thing)
        found[subject.name] = thing
    return Facts(
        at=at,
        customer=_customer_of(found),
        subjects=found,
        event_name=name,
        event=payload,
        changes=changes_of(name, payload),
        is_past=is_past,
    )


def _customer_of(found: Mapping[str, Model]) -> Customer | None:
    """Return whose case it is: the customer whom the event names, else the one of what it is about."""
    named = found.get("customer")
    if isinstance(named, Customer):
        return survivor_of(named)
    owners = (SUBJECTS[name].customer_of(thing) for name, thing in found.items())
    return next((owner for owner in owners if owner is not None), None)


def changes_of(name: str, payload: Mapping[str, object]) -> Mapping[str, tuple[str, str]]:
    """Return the field changes that an event tells of."""
    source = CHANGES.get(name)
    return source.read(payload) if source is not None else {}


def subject_of(facts: Facts) -> tuple[str, Model | None]:
    """Return what a case is about, beside its customer."""
    for name, thing in facts.subjects.items():
        if name != "customer":
            return name, thing
    return ("customer", facts.customer) if facts.customer is not None else ("", None)


def fact_of_event(name: str, payload: Mapping[str, object], pk: int) -> str:
    """Name the fact that an event tells: for what happens once by its fields, else by the event itself."""
    trigger = TRIGGERS.get(name)
    if trigger is None or not trigger.is_once:
        return f"event:{pk}"
    told_by = ",".join(f"{key}={payload[key]}" for key in sorted(payload))
    return f"{name}:{told_by}" if len(name) + len(told_by) < KEY_LENGTH else f"event:{pk}"


def trigger_key(definition: Definition, facts: Facts, fact: str) -> str:
    """Name what may start a rule once: the fact itself, or what `once_per` says.

    Without a customer, and where the field is not known, it is the fact.
    """
    once = definition.once_per
    if once == "fact" or facts.customer is None:
        return fact[:KEY_LENGTH]
    who = f"customer:{facts.customer.pk}"
    day = local_day(facts.at)
    year, week, _weekday = day.isocalendar()
    periods = {"ever": "ever", "day": f"{day}", "week": f"{year}-W{week:02}", "month": f"{day:%Y-%m}"}
    if once in periods:
        return f"{who}:{periods[once]}"
    value = value_in(facts, once)
    if value is None:
        return fact[:KEY_LENGTH]
    if isinstance(value, datetime):
        value = value.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
    return f"{who}:{once}={told(value)}"[:KEY_LENGTH]
