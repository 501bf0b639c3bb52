"""The queue of returns, and the lists of reasons and of rules for categories."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import URLPattern
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.languages import in_every_language
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import RecordViewSet
from shop.backoffice.row_limits import limited
from shop.returns.models import CategoryRule, Return, ReturnReason
from shop.returns.office.page import ReturnPageView
from shop.returns.office.panels import PANELS
from shop.returns.states import ReturnState

register_permission_policy(Return, ReadOnlyPolicy(Return))


class ReturnListView(ListView):
    """The returns, the latest first; what waits for somebody has a view of its own."""

    page_title = _("Returns")
    default_ordering = "-requested_at"
    search_fields = ["number", "order__number", "order__guest_email", "order__user__email"]
    standard_views = (
        StandardView(label=_("To decide"), query=f"state={ReturnState.REQUESTED}&ordering=requested_at"),
        StandardView(label=_("To receive"), query=f"state={ReturnState.APPROVED}&ordering=requested_at"),
        StandardView(label=_("To settle"), query=f"state={ReturnState.RECEIVED}&ordering=requested_at"),
        StandardView(label=_("Withdrawals"), query="origin=withdrawal"),
    )
    list_export = [
        "number",
        "order.number",
        "state",
        "origin",
        "outcome",
        "requested_at",
        "due_at",
        "closed_at",
    ]
    export_permission = "returns.view_return"
    export_headings = {"order.number": _("Order")}

    def all_columns(self) -> list[BaseColumn]:
        """Which, of what order, how far, what is wanted, since when, by when."""
        return [
            self.record_column("number", label=gettext("Return"), accessor="number", sort_key="number"),
            Column("order", label=_("Order"), accessor="order.number"),
            Column("state", label=_("Status"), accessor="get_state_display", sort_key="state"),
            NumberColumn("pieces", label=_("Units")),
            Column("outcome", label=_("Wanted"), accessor="get_outcome_display"),
            Column("origin", label=_("Asked for by"), accessor="get_origin_display"),
            DateColumn("requested_at", label=_("Requested"), sort_key="requested_at"),
            DateColumn("due_at", label=_("Refund by"), sort_key="due_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Return]:
        """Leave those of orders out that the user does not see."""
        rows = Return.objects.select_related("order").annotate(pieces=Sum("lines__quantity"))
        return limited(self.request.user, rows)


class ReturnViewSet(RecordViewSet):
    """List and page of the returns at `/cms/returns/`."""

    model = Return
    name = "returns_office"
    url_prefix = "returns"
    icon = "rotate"
    menu_label: Any = _("Returns")
    menu_name = "returns"
    add_to_admin_menu = True
    index_view_class = ReturnListView
    inspect_view_class = ReturnPageView
    inspect_view_fields = [
        "requested_at",
        "by",
        "approved_at",
        "received_at",
        "closed_at",
        "restocking_percent",
    ]
    record_panels = PANELS
    form_fields = ["outcome"]
    list_name = "returns"
    list_filter = ["state", "origin", "outcome"]
    search_fields = ReturnListView.search_fields
    search_backend_name = None
    export_filename = "returns"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: a return is recorded on the page of its order."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]


class ReasonListView(ListView):
    """The reasons, in the order shown."""

    default_ordering = "position"
    is_searchable = False

    def all_columns(self) -> list[BaseColumn]:
        """The reason and what follows from it."""
        return [
            TitleColumn("name", label=_("Reason"), get_url=self.get_edit_url),
            BooleanColumn("is_our_fault", label=_("The shop is at fault")),
            BooleanColumn("asks_for_photos", label=_("Ask for photos")),
            BooleanColumn("is_active", label=_("Offered")),
        ]


class ReasonViewSet(BackOfficeViewSet):
    """Why things go back, at `/cms/return-reasons/`."""

    model = ReturnReason
    name = "return_reasons"
    url_prefix = "return-reasons"
    icon = "list-ul"
    index_view_class = ReasonListView
    form_fields = [
        "code",
        *in_every_language("name"),
        "is_our_fault",
        "asks_for_photos",
        "is_active",
        "position",
    ]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class RuleListView(ListView):
    """The rules, in the order of the tree."""

    default_ordering = "category__path"
    is_searchable = False

    def all_columns(self) -> list[BaseColumn]:
        """The category and what holds for it."""
        return [
            TitleColumn("category", label=_("Category"), get_url=self.get_edit_url),
            BooleanColumn("is_final_sale", label=_("Final sale")),
            NumberColumn("window_days", label=_("Days to return")),
        ]

    def get_base_queryset(self) -> QuerySet[CategoryRule]:
        """Load the categories along."""
        return CategoryRule.objects.select_related("category")


class RuleViewSet(BackOfficeViewSet):
    """What holds for categories, at `/cms/return-rules/`."""

    model = CategoryRule
    name = "return_rules"
    url_prefix = "return-rules"
    icon = "folder-open-inverse"
    index_view_class = RuleListView
    form_fields = ["category", "is_final_sale", "window_days"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}
