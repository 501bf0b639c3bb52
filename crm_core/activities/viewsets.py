"""The list of activities."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn

from crm_core.activities.filters import ActivityFilterSet, open_unless_asked
from crm_core.activities.models import Activity
from crm_core.activities.pages import EXPORT, activity_url
from crm_core.activities.reasons import reason_words
from crm_core.customers.access.fields import fields_of, name_for
from crm_core.customers.access.rows import scope_of, visible_to
from crm_core.customers.queries import customers_matching
from crm_core.customers.views import customer_url
from shop.backoffice.keyset import SortKey
from shop.backoffice.listing import BackOfficeViewSet, ListTab, ListView
from shop.backoffice.lists.bar import StandardView
from shop.user.models import UserRequest

LIST_NAME = "activities"
MOST_FOUND, MOST_COUNTED = 500, 500


class DueColumn(Column):
    """When it is due: the day, with the time where it has one; red once that is over."""

    cell_template_name = "crm_core/activities/due_cell.html"


class ActivityListView(ListView):
    """Activities, the earliest first; open ones unless a filter says otherwise."""

    request: UserRequest
    default_ordering = "due_at"
    page_title: str | Promise = _("Activities")
    list_name = LIST_NAME
    is_searchable = True
    search_fields = ["subject"]  # says to Wagtail that there is a search; `search_queryset` does it
    bulk_permission = "activities.change_activity"
    export_permission = EXPORT
    optional_columns = frozenset({"priority", "outcome", "created_at", "state", "done_at"})
    keyset = (SortKey(field="due_at"),)
    tabs = [
        ListTab(label=_("My day"), url_name="my_day"),
        ListTab(label=_("List"), url_name="activities:index"),
        ListTab(label=_("Calendar"), url_name="activity_calendar"),
        ListTab(label=_("Team"), url_name="activity_team"),
    ]
    standard_views = (
        StandardView(label=_("Overdue"), query="state=overdue"),
        StandardView(label=pgettext_lazy("of an activity", "Due"), query="state=due"),
        StandardView(label=_("Assigned to nobody"), query="unassigned=true"),
        StandardView(label=_("Done"), query="ordering=-due_at&state=done"),
    )
    list_export = [
        *("pk", "kind", "subject", "customer_name", "due_words", "all_day", "assignee", "priority", "state"),
        *("outcome", "reason_words", "done_at", "done_by", "created_at"),
    ]
    export_headings = {
        "customer_name": _("Customer"),
        "due_words": pgettext_lazy("of an activity", "Due"),
        "reason_words": _("Reason"),
        "assignee": _("Assignee"),
    }

    def all_columns(self) -> list[BaseColumn]:
        """Name what is to be done, with whom, when, by whom and why."""
        return [
            TitleColumn("subject", label=_("Activity"), get_url=activity_url),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            TitleColumn(
                "customer",
                label=_("Customer"),
                accessor=lambda row: name_for(self.request.user, row.customer) if row.customer else "",
                get_url=lambda row: customer_url(row.customer) if row.customer else None,
            ),
            DueColumn("due_at", label=pgettext_lazy("of an activity", "Due"), sort_key="due_at"),
            Column("assignee", label=_("Assignee")),
            Column("reason", label=_("Reason"), accessor=reason_words),
            Column("priority", label=_("Priority"), accessor="get_priority_display"),
            Column("state", label=_("Status"), accessor="get_state_display"),
            Column("outcome", label=_("Outcome"), accessor="get_outcome_display"),
            Column("done_at", label=_("Done"), accessor=_done_words),
            Column(
                "created_at",
                label=pgettext_lazy("when", "Created"),
                accessor=lambda row: _moment(row.created_at),
            ),
        ]

    def get_paginator(self, *args: object, **kwargs: object) -> object:  # type: ignore[override] # handed on
        """Count no further than 500 for who sees some customers only: each row has to be asked for."""
        paginator = super().get_paginator(*args, **kwargs)
        if not scope_of(self.request.user).sees_all:
            paginator.cap = min(paginator.cap, MOST_COUNTED)
        return paginator

    def get_base_queryset(self) -> QuerySet[Activity]:
        """Load what the rows name."""
        return Activity.objects.select_related("customer", "assignee", "done_by")

    def filter_queryset(self, queryset: QuerySet[Activity]) -> QuerySet[Activity]:
        """Leave what is open where nothing else is asked for."""
        return open_unless_asked(super().filter_queryset(queryset), self.request.GET)

    def search_queryset(self, queryset: QuerySet[Activity]) -> QuerySet[Activity]:
        """Look for words of what is to be done, and for customers as their own list finds them."""
        if not self.is_searching:
            return queryset
        user = self.request.user
        found = customers_matching(self.search_query, among=visible_to(user), hidden=fields_of(user).hidden)
        keys = list(found.order_by().values_list("pk", flat=True)[:MOST_FOUND])
        return queryset.filter(Q(subject__icontains=self.search_query) | Q(customer__in=keys))

    def complete(self, rows: Sequence[object]) -> Sequence[object]:
        """Write customers, dates and reasons as this user may read them, for exports too."""
        for row in rows:
            if isinstance(row, Activity):
                words = {
                    "customer_name": name_for(self.request.user, row.customer) if row.customer else "",
                    "due_words": row.day.isoformat() if row.all_day else _moment(row.due_at),
                    "reason_words": reason_words(row),
                }
                vars(row).update(words)
        return rows


def _moment(moment: object) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""  # type: ignore[arg-type]


def _done_words(activity: Activity) -> str:
    return _moment(activity.done_at)


class ActivityViewSet(BackOfficeViewSet):
    """The list at `/cms/activities/`; a page, a form and the ways to look are views of their own."""

    model = Activity
    name = "activities"
    list_name = LIST_NAME
    icon = "calendar-check"
    menu_label = _("Activities")  # type: ignore[assignment] # Wagtail declares less than it takes
    menu_order = 12  # type: ignore[assignment]
    add_to_admin_menu = True
    index_view_class = ActivityListView
    filterset_class = ActivityFilterSet
    export_filename = "activities"
    form_fields = ["subject"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view; planning and changing are pages of their own."""
        own = {"list_export", "list_display", "list_filter", "export_headings"}
        kept = super().get_index_view_kwargs(**kwargs)
        ways = {"add_url_name": "activity_plan", "edit_url_name": "activity_edit", "delete_url_name": None}
        return {**{key: kept[key] for key in kept.keys() - own}, **ways, "inspect_url_name": "activity"}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list alone."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]
