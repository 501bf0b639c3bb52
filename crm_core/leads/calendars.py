"""The calendar that a team's leads go by, and the clock of a lead."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _, ngettext

from crm_core.leads.models import BusinessCalendar, CalendarHours, Lead
from crm_core.leads.working_hours import (
    NINE_TO_FIVE,
    NoWorkingTimeError,
    WorkingHours,
    add_working_time,
    holidays_of,
    working_time_between,
)

DEFAULT_MINUTES = 240
SOON = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class TeamCalendar:
    """The working hours that count for a lead, and within how much of them it is answered."""

    hours: WorkingHours
    first_contact: timedelta

    def due(self, since: datetime) -> datetime:
        """Return until when somebody who wrote at `since` is to be reached."""
        try:
            return add_working_time(since, self.first_contact, self.hours)
        except NoWorkingTimeError:
            return since + self.first_contact


class Calendars:
    """The calendars by team, read at once: two queries however many leads ask."""

    def __init__(self) -> None:
        hours: dict[int, dict[int, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
        for row in CalendarHours.objects.all():
            hours[row.calendar_id][row.weekday].append((row.opens, row.closes))
        self._by_team = {
            row.team_id: TeamCalendar(
                hours=WorkingHours(
                    zone=row.time_zone,
                    hours={day: tuple(spans) for day, spans in hours[row.pk].items()},
                    days_off=holidays_of(row.holidays_country, row.holidays_region),
                ),
                first_contact=timedelta(minutes=row.first_contact_minutes),
            )
            for row in BusinessCalendar.objects.all()
        }

    def of(self, team_id: int | None) -> TeamCalendar:
        """Return a team's calendar, else the one of all, else nine to five on weekdays."""
        return self._by_team.get(team_id) or self._by_team.get(None) or _built_in()


def _built_in() -> TeamCalendar:
    hours = WorkingHours(zone=settings.TIME_ZONE, hours=NINE_TO_FIVE)
    return TeamCalendar(hours=hours, first_contact=timedelta(minutes=DEFAULT_MINUTES))


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How the first contact of a lead stands: words for people, and "good", "warn", "bad" or ""."""

    words: str
    tone: str = ""


def clock_of(lead: Lead, calendars: Calendars, *, now: datetime) -> Clock:
    """Tell how much working time is left until the first contact, or how late it is or was."""
    due = lead.first_contact_due_at
    if due is None:
        return Clock(words="")
    hours = calendars.of(lead.team_id).hours
    if lead.first_contacted_at is not None:
        late = working_time_between(due, lead.first_contacted_at, hours)
        if lead.first_contacted_at <= due:
            return Clock(words=_("in time"), tone="good")
        return Clock(words=_("%(time)s late") % {"time": in_words(late)}, tone="bad")
    if not lead.is_open:
        return Clock(words="")
    if due <= now:
        late = working_time_between(due, now, hours)
        return Clock(words=_("%(time)s overdue") % {"time": in_words(late)}, tone="bad")
    left = working_time_between(now, due, hours)
    return Clock(words=_("%(time)s left") % {"time": in_words(left)}, tone="warn" if left <= SOON else "")


def in_words(duration: timedelta) -> str:
    """Write a duration of working time in hours and minutes."""
    minutes = int(duration.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
