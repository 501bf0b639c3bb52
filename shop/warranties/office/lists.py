"""The lists of repairs, of items under warranty, and of the terms."""

from django.db.models import QuerySet
from django.forms import ModelForm
from django.urls import URLPattern
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.lists.bar import StandardView
from shop.backoffice.record import RecordViewSet
from shop.backoffice.row_limits import limited
from shop.warranties.models import Repair, WarrantyTerms, WarrantyUnit
from shop.warranties.office.forms import TermsForm
from shop.warranties.office.pages import RepairPageView, UnitPageView
from shop.warranties.office.panels import PANELS, UNIT_PANELS
from shop.warranties.states import RepairState

register_permission_policy(Repair, ReadOnlyPolicy(Repair))
register_permission_policy(WarrantyUnit, ReadOnlyPolicy(WarrantyUnit))


class RecordList(RecordViewSet):
    """A list whose columns are its view's, of records that have no plain form."""

    search_backend_name = None
    add_to_admin_menu = True

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]


class RepairListView(ListView):
    """The repairs, the latest first; what waits for somebody has a view of its own."""

    page_title = _("Repairs")
    default_ordering = "-requested_at"
    search_fields = ["number", "unit__serial", "unit__line__order__number", "unit__line__title"]
    standard_views = (
        StandardView(label=_("To decide"), query=f"state={RepairState.REQUESTED}&ordering=requested_at"),
        StandardView(label=_("To receive"), query=f"state={RepairState.APPROVED}&ordering=requested_at"),
        StandardView(label=_("In repair"), query=f"state={RepairState.RECEIVED}&ordering=requested_at"),
        StandardView(label=_("To send back"), query=f"state={RepairState.REPAIRED}&ordering=requested_at"),
    )
    list_export = ["number", "unit.serial", "state", "coverage", "outcome", "requested_at", "closed_at"]
    export_permission = "warranties.view_repair"
    export_headings = {"unit.serial": _("Serial number")}

    def all_columns(self) -> list[BaseColumn]:
        """Which, of what item, how far, since when."""
        return [
            self.record_column("number", label=gettext("Repair"), accessor="number", sort_key="number"),
            Column("title", label=_("Item"), accessor="unit.line.title"),
            Column("serial", label=_("Serial number"), accessor="unit.serial"),
            Column("order", label=_("Order"), accessor="unit.line.order.number"),
            Column("state", label=_("Status"), accessor="get_state_display", sort_key="state"),
            Column("coverage", label=_("Covered by"), accessor="get_coverage_display"),
            DateColumn("requested_at", label=_("Requested"), sort_key="requested_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Repair]:
        """Leave those of orders out that the user does not see."""
        return limited(self.request.user, Repair.objects.select_related("unit__line__order"))


class RepairViewSet(RecordList):
    """List and page of the repairs at `/cms/repairs/`."""

    model = Repair
    name = "repairs"
    url_prefix = "repairs"
    icon = "cogs"
    menu_label = _("Repairs")
    menu_name = "repairs"
    index_view_class = RepairListView
    inspect_view_class = RepairPageView
    inspect_view_fields = ["requested_at", "by", "approved_at", "received_at", "repaired_at", "closed_at"]
    record_panels = PANELS
    form_fields = ["outcome"]
    list_name = "repairs"
    list_filter = ["state", "coverage", "outcome"]
    search_fields = RepairListView.search_fields
    export_filename = "repairs"


class UnitListView(ListView):
    """What is under warranty, the latest first."""

    page_title = _("Items under warranty")
    default_ordering = "-pk"
    search_fields = ["serial", "line__order__number", "line__title", "line__partner_sku"]
    list_export = ["serial", "line.title", "line.order.number", "starts_on", "ends_on"]
    export_permission = "warranties.view_warrantyunit"
    export_headings = {"line.title": _("Item"), "line.order.number": _("Order")}

    def all_columns(self) -> list[BaseColumn]:
        """Which item, of what order, from when to when."""
        return [
            self.record_column("title", label=gettext("Item"), accessor="line.title"),
            Column("serial", label=_("Serial number"), accessor="serial", sort_key="serial"),
            Column("order", label=_("Order"), accessor="line.order.number"),
            DateColumn("starts_on", label=_("Covered from"), sort_key="starts_on"),
            DateColumn("ends_on", label=_("Covered until"), sort_key="ends_on"),
        ]

    def get_base_queryset(self) -> QuerySet[WarrantyUnit]:
        """Leave those of orders out that the user does not see."""
        return limited(self.request.user, WarrantyUnit.objects.select_related("line__order"))


class UnitViewSet(RecordList):
    """List and page of the items at `/cms/warranty-items/`."""

    model = WarrantyUnit
    name = "warranty_items"
    url_prefix = "warranty-items"
    icon = "key"
    menu_label = _("Items under warranty")
    menu_name = "warranty-items"
    index_view_class = UnitListView
    inspect_view_class = UnitPageView
    inspect_view_fields = ["serial", "starts_on", "ends_on", "months", "registered_at", "shipment"]
    record_panels = UNIT_PANELS
    form_fields = ["serial"]
    list_name = "warranty-items"
    list_filter = ["ends_on"]
    search_fields = UnitListView.search_fields
    export_filename = "warranty-items"


class TermsListView(ListView):
    """The terms, types first."""

    default_ordering = "pk"
    is_searchable = False

    def all_columns(self) -> list[BaseColumn]:
        """Of what, how long, with serial numbers or not."""
        return [
            TitleColumn("name", label=_("Product type or product"), accessor=str, get_url=self.get_edit_url),
            NumberColumn("months", label=_("Months")),
            BooleanColumn("tracks_serials", label=_("Serial numbers")),
        ]

    def get_base_queryset(self) -> QuerySet[WarrantyTerms]:
        """Load what they are of along."""
        return WarrantyTerms.objects.select_related("product__parent", "product_class")


class TermsViewSet(BackOfficeViewSet):
    """Which products are covered for how long, at `/cms/warranty-terms/`."""

    model = WarrantyTerms
    name = "warranty_terms"
    url_prefix = "warranty-terms"
    icon = "cog"
    index_view_class = TermsListView
    form_fields = ["product_class", "months", "tracks_serials"]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """One form for a type or a product."""
        return TermsForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}
