"""A colleague's activities for the calendar of their phone: an address nobody can guess, without a login.

The address holds a key of the colleague's settings, signed. Whoever has it reads what its owner sees now; a
new key, or none, makes the old address worthless.
"""

import secrets
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from crm_core.activities.access import activities_visible_to
from crm_core.activities.models import Activity, ActivitySettings
from crm_core.activities.pages import SEES_CUSTOMERS, VIEW, activity_url
from crm_core.activities.reasons import reason_words
from crm_core.activities.zones import zone_of
from crm_core.customers.access.fields import name_for
from shop.user.language import reader_language
from shop.user.models import User

SIGNER = Signer(sep=".", salt="crm_core.activities.feed")
ACTION = "calendar_feed"
BEHIND, AHEAD, MOST = timedelta(days=90), timedelta(days=400), 2000
USUAL_MINUTES = 30
Repeat = Activity.Repeat
FREQUENCIES = {
    Repeat.DAILY: "DAILY",
    Repeat.WEEKLY: "WEEKLY",
    Repeat.MONTHLY: "MONTHLY",
    Repeat.YEARLY: "YEARLY",
}
#: The last day that every month has.
SHORTEST_MONTH = 28
FEBRUARY = 2


def feed_path(kept: ActivitySettings) -> str:
    """Return the path of somebody's calendar; empty while there is none."""
    return reverse("activity_feed", args=[SIGNER.sign(kept.feed_key)]) if kept.feed_key else ""


def renew_feed(user: User) -> ActivitySettings:
    """Give somebody's calendar another address: the old one leads nowhere from now on."""
    kept, _is_new = ActivitySettings.objects.get_or_create(user=user)
    kept.feed_key = secrets.token_urlsafe(24)
    kept.save(update_fields=["feed_key"])
    return kept


def end_feed(user: User) -> None:
    """Take the address of somebody's calendar away."""
    ActivitySettings.objects.filter(user=user).update(feed_key="")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with somebody's calendar; 404 for what is no address of one, 429 for who asks too often."""
    if not _may_ask(request, token):  # guard: feed-rate
        return HttpResponse(status=429, content_type="text/plain")
    user = owner_of(token)
    zone = zone_of(user)
    with translation.override(reader_language(user)), timezone.override(zone):
        text = calendar_of(user, zone=zone).to_ical()
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="activities.ics"'
    return response


def _may_ask(request: HttpRequest, token: str) -> bool:
    """Count a question of this visitor's and of this address; say whether it may be answered."""
    usage = ratelimit.consume(
        request,
        app="allauth.account",
        action=ACTION,
        key=token[:200],
        limit_get=True,
    )
    return usage is not None


def owner_of(token: str) -> User:
    """Return whose calendar an address is. Raises Http404, also where they may see activities no more."""
    try:
        key = SIGNER.unsign(token)
    except BadSignature as error:
        raise Http404 from error
    kept = ActivitySettings.objects.select_related("user").filter(feed_key=key).first() if key else None
    if kept is None or not (kept.user.is_active and kept.user.is_staff):
        raise Http404
    if not (kept.user.has_perm(VIEW) and kept.user.has_perm(SEES_CUSTOMERS)):  # guard: feed-rights
        raise Http404
    return kept.user


def calendar_of(user: User, *, zone: ZoneInfo) -> Calendar:
    """Return what somebody has to do and did lately as a calendar, in the active language."""
    now = timezone.now()
    rows = Activity.objects.exclude(state=Activity.State.CANCELLED).filter(
        assignee=user, due_at__gt=now - BEHIND, due_at__lt=now + AHEAD
    )
    rows = activities_visible_to(user, rows).select_related("customer").order_by("due_at", "pk")[:MOST]
    found = Calendar()
    found.add("prodid", "-//Kiln//Activities//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", _("Activities of %(colleague)s") % {"colleague": user})
    found.add("x-wr-timezone", zone.key)
    for activity in rows:
        found.add_component(event_of(activity, user, now=now))
    found.add_missing_timezones()
    return found


def event_of(activity: Activity, user: User, *, now: datetime) -> Event:
    """Return an activity as an event; of a series the open one stands for all that follow."""
    event = Event()
    event.add("uid", f"activity-{activity.pk}@{settings.KILN_BASE_URL.partition('//')[2].partition('/')[0]}")
    event.add("dtstamp", now)
    customer = name_for(user, activity.customer) if activity.customer else ""
    done = "✓ " if activity.state == Activity.State.DONE else ""
    event.add("summary", done + " · ".join(filter(None, (activity.subject, customer))))
    link = settings.KILN_BASE_URL.rstrip("/") + activity_url(activity)
    event.add("description", "\n\n".join(filter(None, (reason_words(activity), activity.note, link))))
    event.add("url", link)
    event.add("categories", [activity.get_kind_display()])
    if activity.all_day:
        event.add("dtstart", activity.day)
        event.add("dtend", activity.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        start = timezone.localtime(
            activity.due_at, ZoneInfo(activity.repeat_zone) if activity.repeat_zone else None
        )
        event.add("dtstart", start)
        event.add(
            "dtend",
            (activity.due_at + timedelta(minutes=activity.duration or USUAL_MINUTES)).astimezone(
                start.tzinfo
            ),
        )
    if activity.repeat and activity.is_open:
        event.add("rrule", rule_of(activity))
    return event


def rule_of(activity: Activity) -> dict[str, object]:
    """Return the rule of a series from its open instance on (RFC 5545); month-ends as `series` counts."""
    repeat = Repeat(activity.repeat)
    rule: dict[str, object] = {"freq": FREQUENCIES[repeat], "interval": activity.repeat_every}
    start = activity.repeat_start or activity.day
    if repeat in {Repeat.MONTHLY, Repeat.YEARLY} and start.day > SHORTEST_MONTH:
        is_leap_day = start.month == FEBRUARY
        if repeat == Repeat.MONTHLY or is_leap_day:
            rule |= {"bymonthday": list(range(SHORTEST_MONTH, start.day + 1)), "bysetpos": -1}
        if repeat == Repeat.YEARLY and is_leap_day:
            rule["bymonth"] = start.month
    if activity.repeat_count:
        rule["count"] = max(1, activity.repeat_count - activity.repeat_number + 1)
    elif activity.repeat_until:
        rule["until"] = _until(activity, activity.repeat_until)
    return rule


def _until(activity: Activity, day: date) -> date | datetime:
    """Return the last day in the type of the beginning, a moment in UTC, as the standard wants it."""
    if activity.all_day:
        return day
    zone = ZoneInfo(activity.repeat_zone or timezone.get_default_timezone_name())
    return datetime.combine(day, time.max.replace(microsecond=0), tzinfo=zone).astimezone(ZoneInfo("UTC"))
