"""The timeline's forms plan their next step as an activity, and show it below the entry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from crm_core.activities.models import Activity
from crm_core.activities.pages import activity_url
from crm_core.activities.series import start_of_day
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.customers.models import Customer
from crm_core.timeline.models import TimelineEntry
from crm_core.timeline.next_steps import STEP_PLANNERS, NextStep, ShownStep, StepPlanner
from shop.user.models import User


def plan_step(customer: Customer, step: NextStep, entry: TimelineEntry | None, by: User | None) -> Activity:
    """Plan a next step as a to-do for the whole day. Raises AssigneeRefusedError."""
    return plan_activity(
        PlannedActivity(
            subject=step.text,
            due_at=start_of_day(step.due_on),
            customer=customer,
            entry=entry,
            assignee=step.assignee,
            created_by=by,
        )
    )


def steps_of(entries: Sequence[int]) -> Mapping[int, Sequence[ShownStep]]:
    """Read what was planned beside entries, in one query; what was called off is not shown."""
    rows = Activity.objects.filter(entry__in=entries).exclude(state=Activity.State.CANCELLED)
    found: dict[int, list[ShownStep]] = defaultdict(list)
    for activity in rows.select_related("assignee").order_by("due_at", "pk") if entries else ():
        if activity.entry_id is not None:
            found[activity.entry_id].append(
                ShownStep(
                    text=activity.subject,
                    due_on=activity.day,
                    is_done=not activity.is_open,
                    assignee=activity.assignee,
                    url=activity_url(activity),
                )
            )
    return found


STEP_PLANNERS.register(StepPlanner(name="activities", plan=plan_step, steps_of=steps_of))
