"""When a shop is open: today's state in words, by the shop's own clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext

DAYS = 7
DAYS_AHEAD = 21


@dataclass(frozen=True, order=True)
class Span:
    """From when to when on one day, in the shop's time."""

    opens: time
    closes: time


@dataclass(frozen=True)
class DayHours:
    """A weekday by its number (Monday is 0) and name, with its hours; none when closed."""

    weekday: int
    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class OpenState:
    """Whether it is open, and until or from when, in words."""

    is_open: bool
    words: str


def week_of(spans: Iterable[tuple[int, Span]]) -> list[DayHours]:
    """Return the seven days of a week from pairs of weekday and span."""
    found: dict[int, list[Span]] = {day: [] for day in range(DAYS)}
    for day, span in spans:
        found[day].append(span)
    return [DayHours(day, str(WEEKDAYS[day]), tuple(sorted(found[day]))) for day in range(DAYS)]


def state_at(
    spans: Iterable[tuple[int, Span]], special: Mapping[date, Span | None], *, local: datetime
) -> OpenState:
    """Say whether a shop is open at `local` (the time on its own clock).

    `special` holds the days that differ: their span, or None for a day on which it is closed.
    Looks three weeks ahead for the next opening.
    """
    week = week_of(spans)

    def hours_on(day: date) -> tuple[Span, ...]:
        if day in special:
            span = special[day]
            return (span,) if span else ()
        return week[day.weekday()].spans

    now = local.time()
    for span in hours_on(local.date()):
        if span.opens <= now < span.closes:
            until = time_format(span.closes, "TIME_FORMAT")
            return OpenState(is_open=True, words=gettext("Open until %(time)s") % {"time": until})
    return OpenState(is_open=False, words=_next_opening(hours_on, local))


def _next_opening(hours_on: Callable[[date], tuple[Span, ...]], local: datetime) -> str:
    today = local.date()
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        later = [span for span in hours_on(day) if ahead or span.opens > local.time()]
        if not later:
            continue
        opens = time_format(later[0].opens, "TIME_FORMAT")
        if ahead == 0:
            return gettext("Closed now, opens at %(time)s") % {"time": opens}
        if ahead == 1:
            return gettext("Closed now, opens tomorrow at %(time)s") % {"time": opens}
        words = gettext("Closed now, opens on %(day)s at %(time)s")
        return words % {"day": date_format(day, "l"), "time": opens}
    return gettext("Closed for the time being")
