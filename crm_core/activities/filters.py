"""By what activities are filtered, and customers by them: no next step, no contact for so many days."""

from datetime import timedelta

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import BooleanRadioSelect

from crm_core.activities.access import colleagues_of
from crm_core.activities.models import Activity
from crm_core.activities.pages import VIEW
from crm_core.activities.queries import due_between, local_midnight, open_activities, overdue
from crm_core.activities.series import start_of_day
from crm_core.customers.filters import FILTERS, CustomerFilters, Filters
from crm_core.customers.models import Customer
from crm_core.timeline.kinds import KINDS
from crm_core.timeline.models import TimelineEntry
from shop.backoffice.lists.bar import StandardView
from shop.user.models import User

OPEN, DUE, LATE, LATER, DONE, CANCELLED, ALL = "open", "due", "overdue", "later", "done", "cancelled", "all"
STATES = [
    (OPEN, _("Open")),
    (LATE, _("Overdue")),
    (DUE, pgettext_lazy("of an activity", "Due")),
    (LATER, _("Later")),
    (DONE, _("Done")),
    (CANCELLED, _("Cancelled")),
    (ALL, _("All")),
]
SILENT_DAYS = (30, 60, 90, 180, 365)


class ActivityFilterSet(WagtailFilterSet):
    """Open unless something else is asked for; whose, of which kind, due when."""

    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=STATES, method="filter_state", widget=forms.RadioSelect, empty_label=None
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Activity.Kind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    priority = django_filters.MultipleChoiceFilter(
        label=_("Priority"),
        choices=Activity.Priority.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    assignee = django_filters.ModelMultipleChoiceFilter(
        label=_("Assignee"),
        queryset=lambda request: colleagues_of(request.user),
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    unassigned = django_filters.BooleanFilter(
        field_name="assignee", lookup_expr="isnull", label=_("Assigned to nobody"), widget=BooleanRadioSelect
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def filter_state(self, rows: QuerySet[Activity], _name: str, value: str) -> QuerySet[Activity]:
        """Keep those in this state."""
        if value in {DONE, CANCELLED}:
            return rows.filter(state=value)
        if value == ALL:
            return rows
        rows = rows.filter(state=Activity.State.OPEN)
        today = timezone.localdate()
        after = today + timedelta(days=1)
        if value == LATE:
            return rows.filter(overdue())
        if value == DUE:
            return rows.filter(overdue() | due_between(today, today))
        if value == LATER:
            return rows.filter(due_at__gte=min(local_midnight(after), start_of_day(after))).exclude(
                due_between(today, today)
            )
        return rows


def open_unless_asked(rows: QuerySet[Activity], query: QueryDict) -> QuerySet[Activity]:
    """Leave what is open where an address asks for no state."""
    return rows if query.get("state") in dict(STATES) else rows.filter(state=Activity.State.OPEN)


def _no_step(customers: QuerySet[Customer], _name: str, value: bool) -> QuerySet[Customer]:  # noqa: FBT001
    steps = Exists(open_activities().filter(customer=OuterRef("pk")))
    return customers.filter(~steps if value else steps)


def no_contact(customers: QuerySet[Customer], days: int) -> QuerySet[Customer]:
    """List the customers with whom nobody spoke or exchanged mails for so many days."""
    kinds = [kind.name for kind in KINDS if kind.is_written and kind.name != "note"]
    talks = TimelineEntry.objects.filter(
        customer=OuterRef("pk"),
        kind__in=[*kinds, "mail.sent", "mail.received"],
        removed_at=None,
        occurred_at__gt=timezone.now() - timedelta(days=days),
    )
    return customers.filter(~Exists(talks))


def _silent(customers: QuerySet[Customer], _name: str, value: str) -> QuerySet[Customer]:
    return no_contact(customers, int(value)) if value else customers


def customer_filters(user: User | AnonymousUser | None) -> Filters:
    """Return the filters of the customer list, for who may see activities."""
    if user is not None and not user.has_perm(VIEW):
        return {}
    days = [(str(n), ngettext("%(n)d day", "%(n)d days", n) % {"n": n}) for n in SILENT_DAYS]
    return {
        "no_next_step": django_filters.BooleanFilter(
            field_name="no_next_step",
            label=gettext("No next step"),
            method=_no_step,
            widget=BooleanRadioSelect,
        ),
        "no_contact": django_filters.ChoiceFilter(
            field_name="no_contact", label=gettext("No contact for"), choices=days, method=_silent
        ),
    }


FILTERS.register(
    CustomerFilters(
        name="activities",
        order=40,
        filters=customer_filters,
        permission=VIEW,
        views=(
            StandardView(label=_("No next step"), query="no_next_step=true"),
            StandardView(label=_("No contact for 90 days"), query="no_contact=90"),
        ),
    )
)
