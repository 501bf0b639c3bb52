"""Steps that only lead on: wait, wait for a day, wait for an event, stop."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from crm_core.automation.conditions import value_in
from crm_core.automation.context import ActionContext, Done, Outcome, Stop, Wait
from crm_core.automation.facts import Facts
from crm_core.automation.fields import all_fields
from crm_core.automation.operators import local_day, midnight
from crm_core.automation.phrases import days_words, field_phrase
from crm_core.automation.registry import ACTIONS, Action, Ask, Choice, Kind, Parameter, Params
from crm_core.automation.triggers import event_choices, event_words

UNITS: tuple[Choice, ...] = (
    ("minutes", gettext_lazy("minutes")),
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
)
MOST_DAYS = 730
MORNING = time(8)
_NUMBER = Parameter(
    name="number", label=gettext_lazy("How long"), ask=Ask.NUMBER, default=3, least=1, most=MOST_DAYS
)
_UNIT = Parameter(
    name="unit", label=pgettext_lazy("of time", "Unit"), ask=Ask.CHOICE, choices=lambda: UNITS, default="days"
)


def duration_of(params: Params) -> timedelta:
    """Return how long a step waits."""
    return timedelta(**{str(params.get("unit", "days")): int(str(params.get("number", 1)))})


def duration_words(params: Params) -> str:
    """Write how long."""
    number = int(str(params.get("number", 1)))
    match params.get("unit"):
        case "minutes":
            return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number}
        case "hours":
            return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}
        case _:
            return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def _wait(_context: ActionContext, params: Params) -> Outcome:
    return Wait(until=timezone.now() + duration_of(params))


def _wait_for_day(context: ActionContext, params: Params) -> Outcome:
    """Wait until the morning of a day that a field names; one that is past or not known is no wait."""
    until = day_meant(context.facts, params)
    return Wait(until=until) if until is not None and until > timezone.now() else Done()


def day_meant(facts: Facts, params: Params) -> datetime | None:
    """Return the moment that a step waits for."""
    value = value_in(facts, str(params.get("field", "")))
    if not isinstance(value, date | datetime):
        return None
    day = local_day(value) + timedelta(days=int(str(params.get("offset", 0))))
    return midnight(day) + timedelta(hours=MORNING.hour)


def _wait_for_event(_context: ActionContext, params: Params) -> Outcome:
    return Wait(until=timezone.now() + duration_of(params), event=str(params.get("event", "")))


def _stop(_context: ActionContext, _params: Params) -> Outcome:
    return Stop()


def _date_fields() -> Sequence[Choice]:
    return [(field.name, field.label) for field in all_fields() if field.kind == Kind.DATE]


def _day_meant_words(params: Params) -> str:
    days = int(str(params.get("offset", 0)))
    words = {"field": field_phrase(str(params.get("field", ""))), "time": days_words(abs(days))}
    if days > 0:
        return _("wait until %(time)s after %(field)s") % words
    if days < 0:
        return _("wait until %(time)s before %(field)s") % words
    return _("wait until %(field)s") % words


def _day_words(facts: Facts, params: Params) -> str:
    until = day_meant(facts, params)
    if until is None:
        return _("the day is not known: no wait")
    return _("wait until %(day)s") % {"day": date_format(local_day(until), "DATE_FORMAT")}


for _action in (
    Action(
        name="wait",
        label=gettext_lazy("Wait"),
        run=_wait,
        parameters=(_NUMBER, _UNIT),
        describe=lambda params: _("wait %(time)s") % {"time": duration_words(params)},
        needs_customer=False,
    ),
    Action(
        name="wait_for_event",
        label=gettext_lazy("Wait for an event"),
        run=_wait_for_event,
        parameters=(
            Parameter(name="event", label=gettext_lazy("Event"), ask=Ask.CHOICE, choices=event_choices),
            Parameter(
                name="number",
                label=gettext_lazy("At most"),
                ask=Ask.NUMBER,
                default=7,
                least=1,
                most=MOST_DAYS,
            ),
            _UNIT,
        ),
        describe=lambda params: (
            _("wait until %(event)s, but no longer than %(time)s")
            % {"event": event_words(str(params.get("event", ""))), "time": duration_words(params)}
        ),
    ),
    Action(
        name="wait_for_day",
        label=gettext_lazy("Wait for a day"),
        run=_wait_for_day,
        parameters=(
            Parameter(name="field", label=gettext_lazy("Date"), ask=Ask.CHOICE, choices=_date_fields),
            Parameter(
                name="offset",
                label=gettext_lazy("Days after it"),
                ask=Ask.NUMBER,
                default=0,
                least=-365,
                most=365,
                help_text=gettext_lazy("Negative: days before it."),
            ),
        ),
        describe=_day_meant_words,
        simulate=_day_words,
        needs_customer=False,
    ),
    Action(
        name="stop",
        label=gettext_lazy("Stop here"),
        run=_stop,
        describe=lambda _params: _("stop here"),
        needs_customer=False,
    ),
):
    ACTIONS.register(_action)
