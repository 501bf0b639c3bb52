"""The companies' place in the back office."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from shop.b2b.forms import CompanyForm
from shop.b2b.models import Company, CompanyContact
from shop.backoffice.listing import BackOfficeViewSet, ListView


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


class CompanyViewSet(BackOfficeViewSet):
    """List and form of the companies at `/cms/companies/`."""

    model = Company
    name = "companies"
    icon = "group"
    menu_label = _("Companies")
    menu_order = 15
    add_to_admin_menu = True
    index_view_class = CompanyListView
    list_display = ["name", "vat_id", "created_at"]
    list_export = ["name", "vat_id", "created_at"]
    export_filename = "companies"
    search_fields = ["name"]
    ordering = "name"
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("vat_id"),
            InlinePanel(
                "contacts",
                heading=_("People"),
                label=_("Person"),
                panels=[
                    FieldPanel("name"),
                    FieldPanel("email"),
                    FieldPanel("phone"),
                    FieldPanel("role"),
                    FieldPanel(
                        "user",
                        read_only=True,
                        heading=_("Account"),
                        help_text=_("Found by the address as soon as its owner has confirmed it."),
                    ),
                ],
            ),
        ],
        base_form_class=CompanyForm,
    )


@hooks.register("register_admin_viewset")
def register_companies() -> CompanyViewSet:
    """Add the companies to the back office."""
    return CompanyViewSet()
