"""Reading activities: a day's work, a span of days, what is open with a customer or on a deal."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Min, Model, Q, QuerySet
from django.utils import timezone

from crm_core.activities.access import activities_visible_to
from crm_core.activities.models import Activity
from crm_core.activities.series import start_of_day
from crm_core.customers.access.rows import visible_to
from crm_core.customers.models import Customer
from crm_core.customers.queries import account_of
from shop.user.models import User

#: How many days ahead are "soon", and how many rows of a day are shown.
SOON_DAYS, MOST_SHOWN = 7, 100


def local_midnight(day: date) -> datetime:
    """Return the moment at which a day begins for the reader."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def due_between(first: date, last: date) -> Q:
    """Return the condition that an activity is due on one of these days, as the reader counts days."""
    after = last + timedelta(days=1)
    timed, whole = (local_midnight(first), local_midnight(after)), (start_of_day(first), start_of_day(after))
    wide = Q(due_at__gte=min(timed[0], whole[0]), due_at__lt=max(timed[1], whole[1]))
    return wide & (
        Q(all_day=False, due_at__gte=timed[0], due_at__lt=timed[1])
        | Q(all_day=True, due_at__gte=whole[0], due_at__lt=whole[1])
    )


def overdue() -> Q:
    """Return the condition that an open activity should have been done by now."""
    now, today = timezone.now(), start_of_day(timezone.localdate())
    return Q(due_at__lt=max(now, today)) & (
        Q(all_day=False, due_at__lt=now) | Q(all_day=True, due_at__lt=today)
    )


def open_activities() -> QuerySet[Activity]:
    """List what is still to be done."""
    return Activity.objects.filter(state=Activity.State.OPEN)


def open_of_account(customer: Customer, user: User) -> QuerySet[Activity]:
    """List what is still to be done with a customer, of a company account with its people too, if seen.

    The earliest first, whose it is loaded; the people of a company are read in the same query.
    """
    rows = open_activities().filter(customer__in=visible_to(user, account_of(customer)).values("pk"))
    return rows.select_related("assignee", "customer").order_by("due_at", "pk")


def activities_about(record: Model, user: User) -> QuerySet[Activity]:
    """List the open activities of a deal, a lead, an order ... that somebody sees, the earliest first."""
    kind = ContentType.objects.get_for_model(record)
    rows = open_activities().filter(content_type=kind, object_id=record.pk).select_related("assignee")
    return activities_visible_to(user, rows).order_by("due_at", "pk")


@dataclass(frozen=True, kw_only=True)
class Day:
    """The work of one colleague: what is overdue, for today and soon, each with its number."""

    overdue: list[Activity] = field(default_factory=list)
    today: list[Activity] = field(default_factory=list)
    soon: list[Activity] = field(default_factory=list)
    is_cut: bool = False

    @property
    def all(self) -> list[Activity]:
        """Everything, in the order in which one would do it."""
        return [*self.overdue, *self.today, *self.soon]


def day_of_colleague(colleague: User, *, seen_by: User) -> Day:
    """Read the work of a colleague, as far as `seen_by` sees it; two queries at most.

    What is overdue stands by priority, then the oldest first; a day's work by its time, what lasts all day by
    priority.
    """
    today = timezone.localdate()
    rows = activities_visible_to(seen_by, open_activities().filter(assignee=colleague))
    rows = rows.filter(due_at__lt=local_midnight(today + timedelta(days=SOON_DAYS + 2)))
    found = list(
        rows.select_related("customer__owner", "assignee", "content_type").order_by("due_at", "pk")[
            : MOST_SHOWN + 1
        ]
    )
    shown = found[:MOST_SHOWN]
    late = [activity for activity in shown if activity.is_overdue]
    now = [activity for activity in shown if not activity.is_overdue and activity.day <= today]
    limit = today + timedelta(days=SOON_DAYS)
    soon = [activity for activity in shown if today < activity.day <= limit]
    late.sort(key=lambda each: (-each.priority, each.due_at, each.pk))
    now.sort(key=lambda each: (each.all_day, -each.priority if each.all_day else 0, each.due_at, each.pk))
    return Day(overdue=late, today=now, soon=soon, is_cut=len(found) > MOST_SHOWN)


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much a colleague has to do."""

    colleague: User
    overdue: int = 0
    today: int = 0
    week: int = 0
    oldest: datetime | None = None
    done: int = 0

    @property
    def total(self) -> int:
        """How much is open up to the end of the week ahead."""
        return self.overdue + self.today + self.week


def loads_of(colleagues: Iterable[User], *, seen_by: User) -> list[Load]:
    """Count what each colleague has open and did in the last seven days; two queries for all of them."""
    today = timezone.localdate()
    people = {colleague.pk: colleague for colleague in colleagues}
    rows = activities_visible_to(seen_by, open_activities().filter(assignee__in=people))
    rows = rows.filter(due_at__lt=local_midnight(today + timedelta(days=SOON_DAYS + 2)))
    late = overdue()
    week = due_between(today + timedelta(days=1), today + timedelta(days=SOON_DAYS))
    counted = (
        rows.order_by()
        .values("assignee")
        .annotate(
            overdue=Count("pk", filter=late),
            today=Count("pk", filter=due_between(today, today) & ~late),
            week=Count("pk", filter=week),
            oldest=Min("due_at", filter=late),
        )
    )
    names = ("assignee", "overdue", "today", "week", "oldest")
    found = {
        pk: Load(colleague=people[pk], overdue=overdue_now, today=due_today, week=due_soon, oldest=oldest)
        for pk, overdue_now, due_today, due_soon, oldest in counted.values_list(*names)
    }
    lately = Activity.objects.filter(
        state=Activity.State.DONE, done_at__gte=timezone.now() - timedelta(days=7), done_by__in=people
    )
    lately = activities_visible_to(seen_by, lately).order_by()
    done = dict(lately.values_list("done_by").annotate(number=Count("pk")))
    return [
        replace(found.get(pk, Load(colleague=colleague)), done=done.get(pk, 0))
        for pk, colleague in people.items()
    ]


def due_count(user: User, *, most: int = 99) -> int:
    """Count what somebody has overdue or for today, up to `most` and one more; one query along an index."""
    today = timezone.localdate()
    end = max(local_midnight(today + timedelta(days=1)), start_of_day(today + timedelta(days=1)))
    due = Q(all_day=False, due_at__lt=local_midnight(today + timedelta(days=1)))
    due |= Q(all_day=True, due_at__lt=start_of_day(today + timedelta(days=1)))
    rows = open_activities().filter(assignee=user, due_at__lt=end).filter(due)
    return activities_visible_to(user, rows).order_by()[: most + 1].count()
