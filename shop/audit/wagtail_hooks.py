"""The log in the back office: read and filtered, never written."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.permissions import register_permission_policy

from shop.audit.models import AuditEntry
from shop.audit.registry import ACTIONS, action_label
from shop.audit.words import detail_words, model_words
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet, ListView

VIEW = "audit.view_auditentry"
register_permission_policy(AuditEntry, ReadOnlyPolicy(AuditEntry))


def _colleagues(_request: HttpRequest | None) -> QuerySet:
    return get_user_model()._default_manager.filter(is_staff=True).order_by("email")


class AuditFilterSet(WagtailFilterSet):
    """Who, what, when, and whose record."""

    actor = django_filters.ModelChoiceFilter(label=_("Who"), queryset=_colleagues)
    action = django_filters.ChoiceFilter(
        label=_("What"), choices=lambda: [(entry.name, entry.label) for entry in ACTIONS]
    )
    at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    customer_id = django_filters.NumberFilter(
        label=_("Customer number"), min_value=1, max_value=9_223_372_036_854_775_807
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []


class AuditListView(ListView):
    """Every entry, latest first."""

    page_title: str | Promise = _("Audit log")
    default_ordering = "-at"
    filterset_class = AuditFilterSet
    export_permission = VIEW
    list_export = ("at", "actor", "action", "model", "object_id", "customer_id", "detail")
    paginate_by = 50

    def all_columns(self) -> list[BaseColumn]:
        """Say who did what to whom."""
        return [
            DateColumn("at", label=_("When"), sort_key="at"),
            Column("actor", label=_("Who"), accessor=lambda entry: entry.actor or _("the site")),
            Column("action", label=_("What"), accessor=lambda entry: action_label(entry.action)),
            Column("model", label=_("Kind of record"), accessor=model_words),
            Column("object_id", label=_("Record")),
            Column("customer_id", label=_("Customer number")),
            Column("detail", label=_("Details"), accessor=detail_words),
        ]

    def get_base_queryset(self) -> QuerySet[AuditEntry]:
        """Load who it was."""
        return AuditEntry.objects.select_related("actor")

    def order_queryset(self, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        """Sort by time; equals by number, so that pages do not overlap."""
        return queryset.order_by(self.ordering, "-pk" if self.ordering.startswith("-") else "pk")


class AuditViewSet(BackOfficeViewSet):
    """The log at `/cms/audit/`."""

    model = AuditEntry
    name = "audit"
    url_prefix = "audit"
    icon = "history"
    index_view_class = AuditListView
    form_fields = ("action",)
    list_name = "audit"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns, filters and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        own = {
            "list_export",
            "list_display",
            "list_filter",
            "filterset_class",
            "ordering",
            "default_ordering",
        }
        return {key: view_kwargs[key] for key in view_kwargs.keys() - own}

    def get_urlpatterns(self) -> list[object]:
        """Mount the list alone."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]


class AuditMenuItem(MenuItem):
    """The way to the log, for those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_viewset")
def register_audit() -> AuditViewSet:
    """Add the log to the back office."""
    return AuditViewSet()


@hooks.register("register_reports_menu_item")
def register_audit_menu_item() -> MenuItem:
    """Show it among the reports."""
    return AuditMenuItem(
        _("Audit log"), reverse_lazy("audit:index"), name="audit", icon_name="history", order=900
    )
