"""Several activities at once, ticked or all that the list matches: done, given to a colleague, moved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _, ngettext
from wagtail import hooks

from crm_core.activities.access import AssigneeRefusedError, activities_visible_to
from crm_core.activities.filters import ActivityFilterSet, open_unless_asked
from crm_core.activities.forms import AssignForm, MoveForm
from crm_core.activities.models import Activity
from crm_core.activities.pages import CHANGE
from crm_core.activities.services import assign, complete_activity, moved_to, reschedule
from crm_core.activities.viewsets import LIST_NAME, ActivityListView
from shop.backoffice.bulk.registry import BULK_CHANGES, BulkChange
from shop.backoffice.confirmation import ConfirmedAction
from shop.user.models import User

Values = Mapping[str, object]


class DoneForm(forms.Form):
    """Nothing is asked: what came of each is written on its own page."""


def select_activities(user: User, query: QueryDict) -> QuerySet[Activity]:
    """List the activities that the list shows this user at an address; one that is none selects nothing."""
    request = HttpRequest()
    request.user, request.GET = user, query  # type: ignore[assignment]
    filters = ActivityFilterSet(query, queryset=activities_visible_to(user), request=request)
    if not filters.form.is_valid():
        return Activity.objects.none()
    view = ActivityListView()
    view.request, view.search_query = request, query.get("q", "").strip()
    view.is_searching = bool(view.search_query)
    found: QuerySet[Activity] = view.search_queryset(open_unless_asked(filters.qs, query))
    return found


def complete_all(activities: Iterable[Activity], user: User | None, _values: Values) -> int:
    """Say that they are done; return how many were open. Effects: those of `complete_activity`, each."""
    return sum(complete_activity(activity, by=user) is not None for activity in activities)


def assign_all(activities: Iterable[Activity], _user: User | None, values: Values) -> int:
    """Give them to a colleague; whose customer the colleague may not see stay. Return how many changed."""
    assignee, changed = cast("User | None", values["assignee"]), 0
    for activity in activities:
        if activity.assignee_id == (assignee.pk if assignee else None):
            continue
        try:
            changed += assign(activity, assignee)
        except AssigneeRefusedError:
            continue
    return changed


def move_all(activities: Iterable[Activity], _user: User | None, values: Values) -> int:
    """Move them to a day, each at its time of day; return how many were open."""
    day = cast("date", values["day"])
    return sum(reschedule(activity, moved_to(activity, day)) for activity in activities)


class ActivityAction(ConfirmedAction[Activity]):
    """What the actions on ticked activities have in common."""

    models = [Activity]
    permission = CHANGE
    item_template_name = "backoffice/confirm/activity.html"
    back_label = _("Back to the activities")
    change: Callable[[Iterable[Activity], User | None, Values], int]

    def check_perm(self, obj: Activity) -> bool:
        """Leave those that are done or called off."""
        return obj.is_open

    def get_queryset(self, _model: type[Activity], object_ids: Iterable[str]) -> list[Activity]:  # type: ignore[override]
        """Read the ticked ones among those that the user sees; others are not named."""
        ticked = [key for key in object_ids if str(key).isdecimal()]
        rows = activities_visible_to(self.request.user).filter(pk__in=ticked)
        return list(rows.select_related("customer", "assignee"))

    @classmethod
    def execute_action(
        cls, objects: Iterable[Activity], *, user: User | None = None, **values: object
    ) -> tuple[int, int]:
        """Change one after the other."""
        activities: Sequence[Activity] = list(objects)
        changed = cls.change(activities, user, values)
        return changed, len(activities) - changed

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Tell how many were changed, and how many could not be."""
        done = ngettext("%(n)d activity changed.", "%(n)d activities changed.", num_parent_objects)
        words = done % {"n": num_parent_objects}
        if num_child_objects:
            left = ngettext("%(n)d stayed as it was.", "%(n)d stayed as they were.", num_child_objects)
            words = f"{words} {left % {'n': num_child_objects}}"
        return words


class CompleteActivities(ActivityAction):
    """Say that the ticked activities are done."""

    display_name = _("Mark as done")
    aria_label = _("Mark the selected activities as done")
    action_type = "complete"
    action_priority = 10
    icon = "check"
    change = staticmethod(complete_all)


class AssignActivities(ActivityAction):
    """Give the ticked activities to a colleague."""

    display_name = _("Assign")
    aria_label = _("Assign the selected activities to a colleague")
    action_type = "assign_activity"
    action_priority = 20
    icon = "user"
    form_class = AssignForm
    consequence = _("Activities with a customer whom the colleague may not see stay as they are.")
    change = staticmethod(assign_all)


class MoveActivities(ActivityAction):
    """Move the ticked activities to another day."""

    display_name = _("Move to another day")
    aria_label = _("Move the selected activities to another day")
    action_type = "move_activity"
    action_priority = 30
    icon = "calendar-alt"
    form_class = MoveForm
    change = staticmethod(move_all)


for _action in (CompleteActivities, AssignActivities, MoveActivities):
    hooks.register("register_bulk_action", _action)
for _name, _label, _form, _apply in (
    ("complete", _("Mark as done"), DoneForm, complete_all),
    ("assign", _("Assign"), AssignForm, assign_all),
    ("move", _("Move to another day"), MoveForm, move_all),
):
    BULK_CHANGES.register(
        BulkChange(
            name=_name,
            list_name=LIST_NAME,
            label=_label,
            permission=CHANGE,
            form_class=_form,
            select=select_activities,
            apply=_apply,
        )
    )
