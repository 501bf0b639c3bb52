"""Planning activities, moving them, and saying that they are done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from crm_core.activities.access import check_assignee
from crm_core.activities.events import ActivityCancelled, ActivityCompleted, ActivityPlanned
from crm_core.activities.models import Activity
from crm_core.activities.series import (
    Recurrence,
    at_local_time,
    due_on,
    next_in_series,
    series_day,
    start_of_day,
)
from crm_core.customers.models import Customer
from crm_core.customers.records.trees import locked_survivor
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.services import record
from shop.events.services import publish
from shop.user.models import User

Kind, State = Activity.Kind, Activity.State
#: What a completed activity of a kind is told as on the customer's timeline.
TOLD_AS = {Kind.CALL: "call", Kind.MEETING: "meeting", Kind.VISIT: "visit"}

#: What the next of a series has from the one before.
HANDED_ON = (
    *("kind", "subject", "note", "customer", "content_type", "object_id", "assignee", "all_day"),
    *("duration", "priority", "created_by", "repeat", "repeat_every", "repeat_until", "repeat_count"),
    *("repeat_start", "repeat_zone"),
)


@dataclass(frozen=True, kw_only=True)
class PlannedActivity:
    """What is to be done. `due_at` is aware; of `all_day` work its day in the shop's time zone counts.

    `source` names what plans it, so that it is planned once; empty for what a person plans by hand.
    """

    subject: str
    due_at: datetime
    all_day: bool = True
    kind: str = Kind.TODO
    note: str = ""
    customer: Customer | None = None
    about: models.Model | None = None
    entry: TimelineEntry | None = None
    assignee: User | None = None
    duration: int | None = None
    priority: int = Activity.Priority.NORMAL
    reason: str = ""
    reason_data: Mapping[str, object] = field(default_factory=dict)
    source: str = ""
    created_by: User | None = None
    recurrence: Recurrence | None = None


@transaction.atomic
def plan_activity(planned: PlannedActivity) -> Activity:
    """Plan an activity, once per `source`: planned again, the first stands as it is and is returned.

    What is planned with a merged record stands with the one that it went into. Effects in one transaction:
    the row, `ActivityPlanned`. Raises AssigneeRefusedError for a colleague who may not see the customer.
    """
    if planned.source:
        told = Activity.objects.filter(source=planned.source).first()
        if told is not None:
            return told
    customer = locked_survivor(planned.customer.pk) if planned.customer is not None else None
    check_assignee(planned.assignee, customer)
    activity = _row(planned, customer)
    if planned.source:
        values = {name.attname: getattr(activity, name.attname) for name in _columns()}
        activity, is_new = Activity.objects.get_or_create(source=planned.source, defaults=values)
    else:
        activity.save(force_insert=True)
        is_new = True
    if is_new:
        publish(
            ActivityPlanned(
                activity_id=activity.pk,
                customer_id=activity.customer_id,
                assignee_id=activity.assignee_id,
                kind=activity.kind,
            )
        )
    return activity


def _columns() -> list[models.Field]:
    return [column for column in Activity._meta.concrete_fields if not column.primary_key]


def _row(planned: PlannedActivity, customer: Customer | None) -> Activity:
    """Make the row, unsaved."""
    about = planned.about
    activity = Activity(
        kind=planned.kind,
        subject=" ".join(planned.subject.split())[:200],
        note=planned.note,
        customer=customer,
        content_type=ContentType.objects.get_for_model(about) if about is not None else None,
        object_id=about.pk if about is not None else None,
        entry=planned.entry,
        assignee=planned.assignee,
        due_at=planned.due_at,
        all_day=planned.all_day,
        duration=planned.duration,
        priority=planned.priority,
        reason=planned.reason,
        reason_data=dict(planned.reason_data),
        source=planned.source,
        created_by=planned.created_by,
    )
    if activity.all_day:
        activity.due_at = start_of_day(activity.day)
    set_recurrence(activity, planned.recurrence)
    return activity


def set_recurrence(activity: Activity, recurrence: Recurrence | None) -> None:
    """Have an activity begin a series on its day, or stand alone; does not save."""
    if recurrence is None or not recurrence.repeat:
        activity.repeat, activity.repeat_start, activity.repeat_zone = "", None, ""
        activity.repeat_every, activity.repeat_until, activity.repeat_count = 1, None, None
        return
    activity.repeat, activity.repeat_every = recurrence.repeat, recurrence.every
    activity.repeat_until, activity.repeat_count = recurrence.until, recurrence.count
    activity.repeat_zone = timezone.get_current_timezone_name()
    activity.repeat_start, activity.repeat_number = series_day(activity, activity.due_at), 1


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What followed from a completed activity: the next step that was planned, the next of its series."""

    activity: Activity
    next_step: Activity | None = None
    following: Activity | None = None


@transaction.atomic
def complete_activity(
    activity: Activity,
    *,
    by: User | None,
    outcome: str = "",
    note: str = "",
    next_step: PlannedActivity | None = None,
    at: datetime | None = None,
) -> Completion | None:
    """Say that an activity is done, with what came of it; None, and nothing, where it was not open any more.

    Effects in one transaction: the row, for a call, meeting or visit an entry of the customer's timeline, the
    next step, the next of the series, `ActivityCompleted`. Raises AssigneeRefusedError for a next step.
    """
    held = _held_open(activity)
    if held is None:
        return None
    held.complete(by=by, at=at or timezone.now())
    held.outcome, held.result = outcome, note
    if not _saved(held, ["outcome", "result"]):
        return None
    entry = _tell(held, by)
    planned = plan_activity(next_step) if next_step is not None else None
    if planned is not None and entry is not None and planned.entry_id is None:
        Activity.objects.filter(pk=planned.pk).update(entry=entry)
    following = _plan_following(held)
    publish(
        ActivityCompleted(
            activity_id=held.pk,
            customer_id=held.customer_id,
            assignee_id=held.assignee_id,
            kind=held.kind,
            outcome=outcome,
        )
    )
    return Completion(activity=held, next_step=planned, following=following)


@transaction.atomic
def cancel_activity(activity: Activity, *, by: User | None, ends_series: bool = False) -> Completion | None:
    """Call an activity off; of a series, skip this one, or end it. None where it was not open any more.

    Effects in one transaction: the row, the next of the series, `ActivityCancelled`.
    """
    held = _held_open(activity)
    if held is None:
        return None
    held.cancel(by=by, at=timezone.now())
    if not _saved(held, []):
        return None
    following = None if ends_series else _plan_following(held)
    publish(
        ActivityCancelled(
            activity_id=held.pk, customer_id=held.customer_id, assignee_id=held.assignee_id, kind=held.kind
        )
    )
    return Completion(activity=held, following=following)


@transaction.atomic
def reschedule(activity: Activity, due_at: datetime, *, all_day: bool | None = None) -> bool:
    """Move an open activity to another moment; return whether it was open. Of a series only this one moves.

    A time of day is kept only where `all_day` says so or it had one. Its reminder is sent anew.
    """
    held = _held_open(activity)
    if held is None:
        return False
    held.all_day = held.all_day if all_day is None else all_day
    held.due_at = due_at
    if held.all_day:
        held.due_at = start_of_day(held.day)
    return _saved(held, ["due_at", "all_day"])


def moved_to(activity: Activity, day: date) -> datetime:
    """Return when an activity is due on another day: at the same time of the reader's day, or all day.

    A time that a change of clocks skips becomes the one an hour later.
    """
    if activity.all_day:
        return start_of_day(day)
    at = timezone.localtime(activity.due_at).time()
    return at_local_time(day, at, timezone.get_current_timezone_name())


@transaction.atomic
def assign(activity: Activity, assignee: User | None) -> bool:
    """Give an open activity to a colleague, or nobody; return whether it was open.

    Raises AssigneeRefusedError for a colleague who may not see the customer.
    """
    held = _held_open(activity)
    if held is None:
        return False
    check_assignee(assignee, held.customer)
    held.assignee = assignee
    return _saved(held, ["assignee"])


def _held_open(activity: Activity) -> Activity | None:
    """Lock and return an activity that is still open."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("customer")
    held = rows.filter(pk=activity.pk).first()
    return held if held is not None and held.is_open else None  # guard: activity-done-once


def _saved(held: Activity, fields: list[str]) -> bool:
    """Save on condition that it is still open, since not every database locks rows."""
    values = {name: getattr(held, name) for name in ("state", "done_at", "done_by", *fields)}
    return bool(Activity.objects.filter(pk=held.pk, state=State.OPEN).update(**values))


def _tell(activity: Activity, by: User | None) -> TimelineEntry | None:
    """Write a call, meeting or visit onto the customer's timeline, once."""
    kind = TOLD_AS.get(Kind(activity.kind))
    if kind is None or activity.customer is None:
        return None
    return record(
        activity.customer,
        kind=kind,
        occurred_at=cast("datetime", activity.done_at),
        source=f"activity:{activity.pk}",
        title=activity.subject,
        text=activity.result,
        outcome=activity.outcome,
        author=by,
    )


def _plan_following(activity: Activity) -> Activity | None:
    """Plan the next of a series, once: it names the one before."""
    found = next_in_series(activity, today=timezone.localdate())
    if found is None:
        return None
    number, day = found
    values = {name: getattr(activity, name) for name in HANDED_ON}
    following, is_new = Activity.objects.get_or_create(
        previous=activity,
        defaults={**values, "repeat_number": number, "due_at": due_on(activity, day)},
    )
    if is_new:
        publish(
            ActivityPlanned(
                activity_id=following.pk,
                customer_id=following.customer_id,
                assignee_id=following.assignee_id,
                kind=following.kind,
            )
        )
    return following
