"""Which activities somebody of the staff sees, and who may be given one.

With a customer: who sees the customer. Without: the assignee, who planned it, and who sees the customers
of either (their team, or everybody's).
"""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from crm_core.activities.models import Activity
from crm_core.customers.access.rows import Somebody, may_see, scope_of
from crm_core.customers.models import Customer
from crm_core.timeline.next_steps import StepRefusedError
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit
from shop.user.models import User


class AssigneeRefusedError(StepRefusedError):
    """Somebody was to be given an activity that they could not see; the message is for staff."""


def activities_visible_to(user: Somebody, among: QuerySet[Activity] | None = None) -> QuerySet[Activity]:
    """List the activities that somebody sees, of all or `among` some."""
    rows = Activity.objects.all() if among is None else among
    scope = scope_of(user)
    if scope.is_empty:
        return rows.none()
    if scope.sees_all:
        return rows
    owners = sorted(scope.owners)
    without = Q(customer=None) & (Q(assignee__in=owners) | Q(created_by__in=owners))
    return rows.filter(Q(customer__isnull=False) & scope.condition("customer__") | without)


def sees_activity(user: Somebody, activity: Activity) -> bool:
    """Say whether somebody sees an activity that was read already."""
    if activity.customer is not None:
        return may_see(user, activity.customer)
    scope = scope_of(user)
    return scope.sees_all or not scope.owners.isdisjoint(
        {activity.assignee_id, activity.created_by_id} - {None}
    )


def activity_or_404(user: Somebody, pk: int) -> Activity:
    """Return an activity that somebody sees. Raises Http404."""
    rows = Activity.objects.select_related("customer", "assignee", "content_type")
    activity = get_object_or_404(rows, pk=pk)
    if not sees_activity(user, activity):  # guard: activities-of-others
        raise Http404
    return activity


def check_assignee(assignee: User | None, customer: Customer | None) -> None:
    """Refuse a colleague who is gone or does not see the customer. Raises AssigneeRefusedError."""
    if assignee is None:
        return
    name = assignee.get_full_name() or assignee.get_username()
    if not (assignee.is_active and assignee.is_staff):
        raise AssigneeRefusedError(_("%(name)s no longer works here.") % {"name": name})
    if customer is not None and not may_see(assignee, customer):  # guard: assignee-sees-customer
        raise AssigneeRefusedError(_("%(name)s may not see this customer.") % {"name": name})


def colleagues_of(user: User) -> QuerySet[User]:
    """List the colleagues whose work somebody sees: oneself, the team's, or everybody's who works here."""
    staff = User.objects.filter(is_staff=True, is_active=True)
    scope = scope_of(user)
    found = staff if scope.sees_all else staff.filter(pk__in={user.pk, *scope.owners})
    return found.order_by("first_name", "last_name", "email")


ROW_LIMITS.register(RowLimit(name=Activity._meta.label_lower, limit=activities_visible_to))
