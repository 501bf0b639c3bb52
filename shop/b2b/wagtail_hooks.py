"""The companies' place in the back office."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.b2b.forms import COMPANY_FORM
from shop.b2b.models import Company, CompanyContact
from shop.b2b.panels import PANELS
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordViewSet


class CompanyListView(ListView):
    """Every company by its name."""

    export_permission = "b2b.change_company"

    def search_queryset(self, queryset: QuerySet[Company]) -> QuerySet[Company]:
        """Search names, VAT ids and the people's addresses; each company stands once."""
        if not self.is_searching:
            return queryset
        text = self.search_query
        people = CompanyContact.objects.filter(Q(email__icontains=text) | Q(name__icontains=text))
        wanted = Q(name__icontains=text) | Q(vat_id__icontains=text) | Q(pk__in=people.values("company"))
        return queryset.filter(wanted)


class CompanyViewSet(RecordViewSet):
    """List, page and form of the companies at `/cms/companies/`."""

    model = Company
    name = "companies"
    icon = "group"
    menu_label = _("Companies")
    menu_order = 15
    add_to_admin_menu = True
    index_view_class = CompanyListView
    list_name = "companies"
    list_display = ["name", "vat_id", "created_at"]
    list_export = ["name", "vat_id", "created_at"]
    export_filename = "companies"
    search_fields = ["name"]
    ordering = "name"
    record_panels = PANELS
    inspect_view_fields = ["vat_id", "created_at"]
    edit_handler = COMPANY_FORM


@hooks.register("register_admin_viewset")
def register_companies() -> CompanyViewSet:
    """Add the companies to the back office."""
    return CompanyViewSet()
