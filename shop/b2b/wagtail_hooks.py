"""The companies' place in the back office."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column

from shop.b2b import bulk
from shop.b2b.filters import CompanyFilterSet
from shop.b2b.forms import COMPANY_FORM
from shop.b2b.models import Company, CompanyContact, CompanyGroup
from shop.b2b.panels import PANELS
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.record import RecordView, RecordViewSet


class CompanyListView(ListView):
    """Every company by its name."""

    export_permission = "b2b.change_company"
    bulk_permission = "b2b.change_company"
    optional_columns = frozenset({"registration_number", "phone", "website"})

    def get_base_queryset(self) -> QuerySet[Company]:
        """Read what the columns name along."""
        rows: QuerySet[Company] = super().get_base_queryset()
        return rows.select_related("group", "sales_rep", "parent")

    def search_queryset(self, queryset: QuerySet[Company]) -> QuerySet[Company]:
        """Search names, VAT ids and the people's addresses; each company stands once."""
        if not self.is_searching:
            return queryset
        return bulk.companies_matching(self.search_query, queryset)


class CompanyRecordView(RecordView[Company]):
    """A company, with the people that several panels tell of read once."""

    def get_queryset(self) -> QuerySet[Company]:
        """Read group, representative and people along."""
        people = CompanyContact.objects.select_related("role", "department", "user").order_by("name", "pk")
        companies = super().get_queryset().select_related("group", "programme_group", "sales_rep", "parent")
        return companies.prefetch_related(Prefetch("contacts", queryset=people))


class CompanyViewSet(RecordViewSet):
    """List, page and form of the companies at `/cms/companies/`."""

    model = Company
    name = "companies"
    icon = "group"
    menu_label = _("Companies")
    menu_order = 15
    add_to_admin_menu = True
    index_view_class = CompanyListView
    inspect_view_class = CompanyRecordView
    filterset_class = CompanyFilterSet
    list_name = "companies"
    list_display = [
        "name",
        Column("group", label=_("Company group")),
        Column("sales_rep", label=_("Sales representative")),
        Column("status", label=_("Status"), accessor="get_status_display"),
        Column("parent", label=_("Parent company")),
        "vat_id",
        "registration_number",
        "phone",
        "website",
        "created_at",
    ]
    list_export = [
        *("name", "vat_id", "registration_number", "status", "group", "sales_rep", "parent", "phone"),
        *("website", "payment_terms_days", "early_payment_percent", "early_payment_days"),
        *("needs_po_number", "created_at"),
    ]
    export_filename = "companies"
    search_fields = ["name"]
    ordering = "name"
    record_panels = PANELS
    inspect_view_fields = ["status", "vat_id", "registration_number", "phone", "website", "created_at"]
    edit_handler = COMPANY_FORM


class CompanyGroupViewSet(BackOfficeViewSet):
    """Companies that are offered the same, at `/cms/company-groups/`."""

    model = CompanyGroup
    name = "company-groups"
    icon = "group"
    menu_label = _("Company groups")
    list_name = "company-groups"
    list_display = ["name"]
    list_export = ["name"]
    export_filename = "company-groups"
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]
    form_fields = ["name"]
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def register_companies() -> list[BackOfficeViewSet]:
    """Add companies and their groups to the back office."""
    return [CompanyViewSet(), CompanyGroupViewSet()]
