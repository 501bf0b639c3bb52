"""Partners' reports in the back office: what came, what is missing, periods, terms, cases and the demand."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.permissions import register_permission_policy

from partners.sell_through.models import (
    LogisticUnits,
    ReportGap,
    ReportingPeriod,
    ReportingTerms,
    SellThroughReport,
)
from partners.sell_through.office_forms import LogisticUnitsForm
from partners.sell_through.office_views import VIEW, demand_page
from partners.sell_through.record_pages import PERIOD_PANELS, REPORT_PANELS, PeriodPageView, ReportPageView
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.record import RecordViewSet

for model in (SellThroughReport, ReportGap, ReportingPeriod):
    register_permission_policy(model, ReadOnlyPolicy(model))


class OfAccountListView(ListView):
    """Rows of partner accounts, with the names of their companies."""

    related: tuple[str, ...] = ("account__company", "period")

    def get_base_queryset(self) -> QuerySet:
        """Load what the columns name."""
        found: QuerySet = super().get_base_queryset()
        return found.select_related(*self.related)


class ReportListView(OfAccountListView):
    """Reports; a row leads to its page."""

    opens_record = True


class ReportViewSet(RecordViewSet):
    """What partners reported, at `/cms/partner-reports/`."""

    model = SellThroughReport
    name = "partner-reports"
    icon = "table"
    menu_label = _("Sell-through reports")
    menu_order = 43
    add_to_admin_menu = True
    index_view_class = ReportListView
    inspect_view_class = ReportPageView
    inspect_view_fields = ["account", "period", "kind", "state", "row_count", "file_name", "submitted_at"]
    record_panels = REPORT_PANELS
    form_fields = ["state"]
    list_name = "partner-reports"
    list_display = [
        "account",
        Column("period", label=_("Period")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("state", label=_("State"), accessor="get_state_display"),
        "row_count",
        DateColumn("submitted_at", label=_("Submitted")),
    ]
    list_filter = ["kind", "state", "account"]
    list_export = ["account.code", "period", "kind", "state", "row_count", "submitted_at"]
    search_fields = ["account__code", "account__company__name", "file_name"]
    search_backend_name = None
    export_filename = "partner-reports"


class GapListView(OfAccountListView):
    """What is missing still: gaps that a report closed are left out."""

    def get_base_queryset(self) -> QuerySet:
        """Leave the open ones."""
        return super().get_base_queryset().filter(closed_at=None)


class GapViewSet(BackOfficeViewSet):
    """What partners owe and have not reported, at `/cms/partner-report-gaps/`."""

    model = ReportGap
    name = "partner-report-gaps"
    icon = "warning"
    menu_label = _("Missing reports")
    menu_order = 44
    add_to_admin_menu = True
    index_view_class = GapListView
    form_fields = ["kind"]
    list_name = "partner-report-gaps"
    list_display = [
        Column("account", label=_("Partner account")),
        Column("period", label=_("Period")),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        DateColumn("due_on", label=_("Due")),
        DateColumn("reminded_at", label=_("Partner reminded")),
        DateColumn("escalated_at", label=_("Partner manager told")),
    ]
    list_filter = ["kind", "account"]
    list_export = ["account.code", "period", "kind", "due_on", "reminded_at", "escalated_at"]
    search_fields = ["account__code", "account__company__name"]
    search_backend_name = None
    export_filename = "missing-reports"


class PeriodViewSet(RecordViewSet):
    """Periods and their locks, at `/cms/partner-report-periods/`."""

    model = ReportingPeriod
    name = "partner-report-periods"
    icon = "lock"
    menu_label = _("Reporting periods")
    menu_order = 45
    add_to_admin_menu = True
    inspect_view_class = PeriodPageView
    inspect_view_fields = ["cadence", "starts_on", "ends_on", "locked_at", "locked_by"]
    record_panels = PERIOD_PANELS
    form_fields = ["cadence"]
    list_name = "partner-report-periods"
    list_display = [
        "__str__",
        Column("cadence", label=_("Length"), accessor="get_cadence_display"),
        DateColumn("starts_on", label=_("From")),
        DateColumn("ends_on", label=_("Until")),
        BooleanColumn("is_locked", label=_("Closed")),
    ]
    list_filter = ["cadence"]
    search_backend_name = None


class TermsListView(OfAccountListView):
    """Terms with the names of the companies."""

    related = ("account__company",)


class TermsViewSet(BackOfficeViewSet):
    """What partners have agreed to report, at `/cms/partner-report-terms/`."""

    model = ReportingTerms
    name = "partner-report-terms"
    icon = "calendar"
    menu_label = _("Reporting terms")
    menu_order = 46
    add_to_admin_menu = True
    index_view_class = TermsListView
    list_display = [
        "account",
        Column("cadence", label=_("Reports"), accessor="get_cadence_display"),
        "owes_sales",
        "owes_stock",
        "due_days",
        "target_cover_days",
    ]
    list_export = ["account.code", "cadence", "owes_sales", "owes_stock", "due_days", "target_cover_days"]
    export_filename = "reporting-terms"
    search_fields = ["account__code", "account__company__name"]
    search_backend_name = None
    panels = [
        FieldPanel("account"),
        FieldRowPanel([FieldPanel("cadence"), FieldPanel("starts_on")]),
        FieldRowPanel([FieldPanel("owes_sales"), FieldPanel("owes_stock")]),
        FieldRowPanel([FieldPanel("due_days"), FieldPanel("target_cover_days")]),
    ]


class UnitsListView(OfAccountListView):
    """Cases and pallets with their products."""

    related = ("product__parent",)


class UnitsViewSet(BackOfficeViewSet):
    """Cases and pallets, at `/cms/cases-and-pallets/`."""

    model = LogisticUnits
    name = "cases-and-pallets"
    icon = "grip"
    menu_label = _("Cases and pallets")
    menu_order = 47
    add_to_admin_menu = True
    index_view_class = UnitsListView
    list_display = ["product", "case_pieces", "pallet_pieces"]
    list_export = ["product.code", "case_pieces", "pallet_pieces"]
    export_filename = "cases-and-pallets"
    search_fields = ["product__title", "product__code"]
    search_backend_name = None
    form_fields = ["product", "case_pieces", "pallet_pieces"]

    def get_form_class(self, for_update: bool = False) -> type[LogisticUnitsForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that takes a product by its number."""
        return LogisticUnitsForm


class DemandItem(MenuItem):
    """The way to the demand of all partners, for who may see their reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_viewset")
def register_reports() -> list[object]:
    """Add the lists to the back office."""
    return [ReportViewSet(), GapViewSet(), PeriodViewSet(), TermsViewSet(), UnitsViewSet()]


@hooks.register("register_admin_urls")
def register_demand() -> list[URLPattern]:
    """Mount the demand."""
    return [path("partner-demand/", require_permissions(demand_page, [VIEW]), name="partner_demand")]


@hooks.register("register_admin_menu_item")
def register_demand_item() -> MenuItem:
    """Lead to the demand."""
    return DemandItem(
        _("Demand of partners"),
        reverse_lazy("partner_demand"),
        name="partner-demand",
        icon_name="view",
        order=42,
    )
