"""Reminders by mail: once per activity and due date, in the assignee's language and time zone.

What has a time of day is told so many minutes before it; what lasts all day in the morning, or the morning
before for who wants a day. All that is due to be told to somebody at one look goes into one mail.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.activities.access import activities_visible_to
from crm_core.activities.models import Activity, ActivitySettings
from crm_core.activities.pages import activity_url
from crm_core.activities.queries import open_activities
from crm_core.activities.reasons import reason_words
from crm_core.activities.zones import zone_of
from crm_core.customers.access.fields import name_for
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.models import Mail
from shop.mail.services import send
from shop.user.language import reader_language
from shop.user.models import User

REMINDER = "activity-reminder"
MORNING = time(7, 30)
#: What a worker that was down did not tell in time is told so much later, and not any more beyond.
LATE = timedelta(hours=4)
MOST_AT_ONCE, MOST_IN_A_MAIL = 2000, 50
LONGEST_LEAD = timedelta(days=2)


def not_reminded() -> Q:
    """Return the condition that nobody was told of an activity's due date."""
    return Q(reminded_for=None) | ~Q(reminded_for=F("due_at"))


def remind_at(activity: Activity, *, minutes: int, zone: ZoneInfo) -> datetime:
    """Return when its assignee is told of an activity."""
    if not activity.all_day:
        return activity.due_at - timedelta(minutes=minutes)
    days = minutes // ActivitySettings.Lead.DAY
    return datetime.combine(activity.day - timedelta(days=days), MORNING, tzinfo=zone)


def send_reminders(now: datetime | None = None) -> int:
    """Write the mails that are due now; return how many."""
    now = now or timezone.now()
    rows = open_activities().filter(
        not_reminded(),
        due_at__gt=now - timedelta(days=1) - LATE,
        due_at__lt=now + LONGEST_LEAD,
        assignee__is_active=True,
        assignee__is_staff=True,
    )
    rows = rows.exclude(assignee__activity_settings__mails_reminders=False)
    by_user: dict[User, list[Activity]] = defaultdict(list)
    for activity in rows.select_related("assignee").order_by("due_at", "pk")[:MOST_AT_ONCE]:
        if activity.assignee is not None:
            by_user[activity.assignee].append(activity)
    return sum(_remind(user, activities, now) for user, activities in by_user.items())


def _remind(user: User, activities: Sequence[Activity], now: datetime) -> bool:
    """Tell somebody of those whose time has come; return whether there were any."""
    kept = ActivitySettings.objects.filter(user=user).first() or ActivitySettings(user=user)
    zone = zone_of(user)
    due = []
    for activity in activities:
        moment = remind_at(activity, minutes=kept.lead_minutes, zone=zone)
        # Who plans something for this very day knows of it.
        is_known = activity.created_at >= moment and (activity.all_day or activity.created_by_id == user.pk)
        if moment <= now < moment + LATE and not is_known:
            due.append(activity.pk)
    return bool(due) and remind_of(user, due[:MOST_IN_A_MAIL], zone=zone) is not None


@transaction.atomic
def remind_of(user: User, numbers: Sequence[int], *, zone: ZoneInfo) -> Mail | None:
    """Write one mail of these activities; None where other workers told all of them, or they are done."""
    rows = activities_visible_to(user, open_activities().filter(pk__in=numbers, assignee=user))
    claimed = []
    for activity in rows.select_related("customer").order_by("due_at", "pk"):
        unclaimed = open_activities().filter(not_reminded(), pk=activity.pk, due_at=activity.due_at)
        if unclaimed.update(reminded_for=activity.due_at):  # guard: reminder-once
            claimed.append(activity)
    if not claimed:
        return None
    language = reader_language(user)
    with translation.override(language), timezone.override(zone):
        context = {
            "items": [_told(activity, user) for activity in claimed],
            "link": _absolute(reverse("my_day")),
        }
        first = claimed[0]
        told = " ".join(f"{each.pk}:{each.due_at.isoformat()}" for each in claimed)
        key = f"{REMINDER}:{first.pk}:{blake2b(told.encode(), digest_size=9).hexdigest()}"
        return send(REMINDER, to=user.email, language=language, context=context, key=key, user=user)


def _told(activity: Activity, user: User) -> dict[str, str]:
    if activity.all_day:
        when = date_format(activity.day, "DATE_FORMAT")
    else:
        when = date_format(timezone.localtime(activity.due_at), "DATETIME_FORMAT")
    return {
        "subject": activity.subject,
        "kind": activity.get_kind_display(),
        "when": when,
        "customer": name_for(user, activity.customer) if activity.customer else "",
        "reason": reason_words(activity),
        "link": _absolute(activity_url(activity)),
    }


def _absolute(path: str) -> str:
    return settings.KILN_BASE_URL.rstrip("/") + path


def _sample() -> dict[str, object]:
    """Return a letter for the preview, of nobody."""
    item = {
        "subject": _("Call about the samples"),
        "kind": str(Activity.Kind.CALL.label),
        "when": date_format(timezone.localtime(), "DATETIME_FORMAT"),
        "customer": "Mara Lindt",
        "reason": "",
        "link": _absolute(reverse("my_day")),
    }
    return {"items": [item], "link": _absolute(reverse("my_day"))}


KINDS.register(
    EmailType(
        code=REMINDER,
        name=gettext_lazy("Reminder of activities"),
        template="crm_core/activities/mail/reminder",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
