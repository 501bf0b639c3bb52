"""The calendar: a month or a week of a colleague's activities, in the reader's time zone and week."""

import calendar as months
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

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

from crm_core.activities.access import activities_visible_to, colleagues_of
from crm_core.activities.models import Activity
from crm_core.activities.my_day import MOST_COLLEAGUES, colleague_of, tabs
from crm_core.activities.pages import ADD, CHANGE, SEES_CUSTOMERS, VIEW, activity_url, icon_of
from crm_core.activities.queries import due_between
from crm_core.customers.access.fields import name_for
from shop.backoffice.access import renders_forbidden
from shop.user.models import User, UserRequest

MONTH, WEEK = "month", "week"
#: So many are shown of a day in a month; the week shows all of them, up to MOST_READ together.
MOST_OF_A_DAY, MOST_READ = 4, 600
FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, kw_only=True)
class Item:
    """An activity in the calendar."""

    activity: Activity
    icon: str
    customer: str
    url: str
    may_move: bool


@dataclass(frozen=True, kw_only=True)
class DayCell:
    """One day with its activities, by their time; `more` are not shown, and lead to `week_url`."""

    day: date
    is_today: bool
    is_outside: bool
    plan_url: str
    week_url: str
    items: list[Item] = field(default_factory=list)
    more: int = 0


def span_of(view: str, day: date) -> tuple[date, date]:
    """Return the first and last day that a view shows, whole weeks as the reader's language begins them."""
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    if view == WEEK:
        first = day - timedelta(days=(day.weekday() - begins) % 7)
        return first, first + timedelta(days=6)
    first = day.replace(day=1)
    last = day.replace(day=months.monthrange(day.year, day.month)[1])
    first -= timedelta(days=(first.weekday() - begins) % 7)
    return first, last + timedelta(days=(begins + 6 - last.weekday()) % 7)


@require_safe
@renders_forbidden
@permission_required([SEES_CUSTOMERS, VIEW], raise_exception=True)
def calendar(request: UserRequest) -> HttpResponse:
    """Show a month or a week of a colleague's activities."""
    view = WEEK if request.GET.get("view") == WEEK else MONTH
    day, today = _day_asked(request), timezone.localdate()
    colleague = colleague_of(request)
    first, last = span_of(view, day)
    by_day, is_cut = _read(request.user, colleague, first, last)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    cells = [_cell(request, each, by_day[each], view=view, today=today, month=day.month) for each in days]
    titles = [(WEEKDAYS[each.weekday()], WEEKDAYS_ABBR[each.weekday()]) for each in days[:7]]
    before, after = _beside(view, day)
    context = {
        "tabs": tabs(request),
        "view": view,
        "weeks": [cells[place : place + 7] for place in range(0, len(cells), 7)],
        "titles": titles,
        "title": _title(view, day, first, last),
        "colleague": colleague,
        "colleagues": list(colleagues_of(request.user)[:MOST_COLLEAGUES]),
        "day": day,
        "is_cut": is_cut,
        "links": {
            "before": _url(request, view, before),
            "after": _url(request, view, after),
            "today": _url(request, view, today),
            "month": _url(request, MONTH, day),
            "week": _url(request, WEEK, day),
        },
        "here": _url(request, view, day),
        "zone": timezone.get_current_timezone_name(),
        "may_change": request.user.has_perm(CHANGE),
        "may_plan": request.user.has_perm(ADD),
        "header_title": _("Calendar"),
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("my_day"), "label": _("My day")},
            {"url": "", "label": _("Calendar")},
        ],
    }
    return render(request, "crm_core/activities/calendar.html", context)


def _day_asked(request: HttpRequest) -> date:
    """Read the day from the address; today where it is none that a calendar shows."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()


def _beside(view: str, day: date) -> tuple[date, date]:
    """Return a day of the span before and of the span after."""
    if view == WEEK:
        return day - timedelta(days=7), day + timedelta(days=7)
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1), (
        day.replace(day=28) + timedelta(days=4)
    ).replace(day=1)


def _title(view: str, day: date, first: date, last: date) -> str:
    if view == MONTH:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return f"{date_format(first, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"


def _url(request: HttpRequest, view: str, day: date) -> str:
    query = {"view": view, "day": day.isoformat()}
    if request.GET.get("of"):
        query["of"] = request.GET["of"]
    return f"{reverse('activity_calendar')}?{urlencode(query)}"


def _read(user: User, colleague: User, first: date, last: date) -> tuple[dict[date, list[Activity]], bool]:
    """Read what is due in a span, in one query; what lasts all day stands first."""
    rows = Activity.objects.exclude(state=Activity.State.CANCELLED).filter(
        due_between(first, last), assignee=colleague
    )
    rows = activities_visible_to(user, rows).select_related("customer").order_by("due_at", "pk")
    found = list(rows[: MOST_READ + 1])
    by_day: dict[date, list[Activity]] = defaultdict(list)
    for activity in found[:MOST_READ]:
        by_day[activity.day].append(activity)
    for activities in by_day.values():
        activities.sort(key=lambda each: (not each.all_day, each.due_at, each.pk))
    return by_day, len(found) > MOST_READ


def _cell(
    request: UserRequest, day: date, activities: list[Activity], *, view: str, today: date, month: int
) -> DayCell:
    shown = activities if view == WEEK else activities[:MOST_OF_A_DAY]
    may_move = request.user.has_perm(CHANGE)
    here = _url(request, view, day)
    return DayCell(
        day=day,
        is_today=day == today,
        is_outside=view == MONTH and day.month != month,
        plan_url=f"{reverse('activity_plan')}?{urlencode({'day': day.isoformat(), 'back': here})}",
        week_url=_url(request, WEEK, day),
        items=[
            Item(
                activity=each,
                icon=icon_of(each),
                customer=name_for(request.user, each.customer) if each.customer else "",
                url=activity_url(each),
                may_move=may_move and each.is_open,
            )
            for each in shown
        ],
        more=len(activities) - len(shown),
    )
