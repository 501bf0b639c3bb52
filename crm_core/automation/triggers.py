"""Triggers by their names, registered or not, as words and choices."""

from collections.abc import Sequence
from inspect import cleandoc

from django.apps import apps
from django.utils.translation import gettext as _

from crm_core.automation.cases import subjects_of_event
from crm_core.automation.registry import TRIGGERS, Choice, Start, Trigger
from shop.events.registry import EVENTS

#: What the engine itself and the erasure of people go by: a rule on these would act on nobody or on itself.
NOT_OFFERED = frozenset({"PersonErased", "ErasureConfirmed", "AccountDeleted"})


def event_choices() -> Sequence[Choice]:
    """List the events: those with words of their own first, then all others by their names."""
    named = [(trigger.name, trigger.label) for trigger in TRIGGERS if trigger.start == Start.EVENT]
    known = {name for name, _label in named} | NOT_OFFERED
    others = [
        (name, name)
        for name, kind in sorted(EVENTS.items())
        if name not in known and apps.get_containing_app_config(kind.__module__)
    ]
    return [(name, label) for name, label in named if name in EVENTS] + others


def event_words(name: str) -> str:
    """Say what an event is, to go on after "When ..."; one without words by its name."""
    trigger = TRIGGERS.get(name)
    return str(trigger.label) if trigger is not None else _("“%(event)s” happens") % {"event": name}


def event_help(name: str) -> str:
    """Say what an event without words of its own means, as its class does."""
    kind = EVENTS.get(name)
    return cleandoc(kind.__doc__ or "").partition("\n")[0] if kind is not None else ""


def schedule_named(name: str) -> Trigger | None:
    """Return a trigger of schedules."""
    trigger = TRIGGERS.get(name)
    return trigger if trigger is not None and trigger.start == Start.SCHEDULE else None


def schedule_choices() -> Sequence[Choice]:
    """List what a schedule can go through."""
    return [(trigger.name, trigger.label) for trigger in TRIGGERS if trigger.start == Start.SCHEDULE]


def subjects_of_trigger(start: str, name: str) -> frozenset[str]:
    """Name what a rule with this trigger is about, beside the event itself."""
    if start == Start.EVENT:
        found = {subject.name for subject in subjects_of_event(name)}
        return frozenset(found | {"customer"}) if found else frozenset()
    if start == Start.SCHEDULE:
        trigger = schedule_named(name)
        return frozenset({"customer", trigger.subject if trigger is not None else "customer"})
    return frozenset({"customer", name} if start == Start.BUTTON else {"customer"})
