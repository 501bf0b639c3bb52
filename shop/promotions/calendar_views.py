"""The publishing calendar as a month, a week or a list; on a phone it is always a list."""

import calendar as months
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format, get_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.backoffice.access import renders_forbidden
from shop.promotions.calendar import CalendarEntry, conflicts_among, entries_between
from shop.user.models import UserRequest

MONTH, WEEK, LIST = "month", "week", "list"
VIEWS = (MONTH, WEEK, LIST)
MOST_OF_A_DAY = 4
LISTED_DAYS = 90
FIRST_YEAR, LAST_YEAR = 2000, 2200


@dataclass(kw_only=True)
class DayCell:
    """One day with what is live on it; `more` are not shown there."""

    day: date
    is_today: bool
    is_outside: bool
    entries: list[CalendarEntry] = field(default_factory=list)
    more: int = 0


@require_safe
@renders_forbidden
@permission_required("promotions.view_promotion", raise_exception=True)
def publishing_calendar(request: UserRequest) -> HttpResponse:
    """Show what goes live when, and what meets on the same products."""
    asked = request.GET.get("view", MONTH)
    view = asked if asked in VIEWS else MONTH
    day, today = _day_asked(request), timezone.localdate()
    first, last = span_of(view, day)
    entries = entries_between(request.user, _moment(first, time.min), _moment(last, time.max))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    cells = [] if view == LIST else [_cell(each, entries, view, today, day.month) for each in days]
    before, after = _beside(view, day)
    context = {
        "view": view,
        "weeks": [cells[place : place + 7] for place in range(0, len(cells), 7)],
        "titles": [(WEEKDAYS[each.weekday()], WEEKDAYS_ABBR[each.weekday()]) for each in days[:7]],
        "title": _title(view, day, first, last),
        "entries": entries,
        "conflicts": conflicts_among(entries),
        "links": {
            "before": _url(view, before),
            "after": _url(view, after),
            "today": _url(view, today),
            **{each: _url(each, day) for each in VIEWS},
        },
        "zone": timezone.get_current_timezone_name(),
        "header_title": _("Publishing calendar"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("promotions:index"), "label": _("Promotions")},
            {"url": "", "label": _("Publishing calendar")},
        ],
    }
    return render(request, "promotions/calendar.html", context)


def span_of(view: str, day: date) -> tuple[date, date]:
    """Return the first and last day that a view shows; a month in whole weeks as the language begins them."""
    if view == LIST:
        return day, day + timedelta(days=LISTED_DAYS)
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    first, last = (day, day) if view == WEEK else (day.replace(day=1), _last_of_month(day))
    first -= timedelta(days=(first.weekday() - begins) % 7)
    return first, last + timedelta(days=(begins + 6 - last.weekday()) % 7)


def _last_of_month(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


def _cell(day: date, entries: list[CalendarEntry], view: str, today: date, month: int) -> DayCell:
    start, end = _moment(day, time.min), _moment(day, time.max)
    own = [entry for entry in entries if entry.touches(start, end)]
    shown = own if view == WEEK else own[:MOST_OF_A_DAY]
    return DayCell(
        day=day,
        is_today=day == today,
        is_outside=view == MONTH and day.month != month,
        entries=shown,
        more=len(own) - len(shown),
    )


def _day_asked(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()


def _beside(view: str, day: date) -> tuple[date, date]:
    if view == MONTH:
        return (day.replace(day=1) - timedelta(days=1)).replace(day=1), (
            day.replace(day=28) + timedelta(days=4)
        ).replace(day=1)
    step = timedelta(days=7 if view == WEEK else LISTED_DAYS)
    return day - step, day + step


def _title(view: str, day: date, first: date, last: date) -> str:
    if view == MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def _url(view: str, day: date) -> str:
    return f"{reverse('publishing_calendar')}?{urlencode({'view': view, 'day': day.isoformat()})}"
