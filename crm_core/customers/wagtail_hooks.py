"""The customers' place in the back office."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.search import SearchArea

from crm_core.customers.forms import CustomerFilterSet, CustomerForm
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS
from crm_core.customers.views import CustomerListView, CustomerPageView
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.record import RecordViewSet


class CustomerViewSet(RecordViewSet):
    """List, page and form of the customers at `/cms/customers/`."""

    model = Customer
    name = "customers"
    icon = "user"
    menu_label = _("Customers")
    menu_order = 10
    add_to_admin_menu = True
    index_view_class = CustomerListView
    inspect_view_class = CustomerPageView
    record_panels = PANELS
    filterset_class = CustomerFilterSet
    form_fields = CustomerForm.Meta.fields
    export_filename = "customers"
    ordering = "-created_at"
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[CustomerForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the keys."""
        return CustomerForm

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view: they depend on who looks."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: value for key, value in view_kwargs.items() if key not in {"list_export", "list_display"}
        }


@hooks.register("register_admin_viewset")
def register_customers() -> CustomerViewSet:
    """Add the customers to the back office."""
    return CustomerViewSet()


class CustomerSearchArea(SearchArea):
    """Customers beside pages and images when somebody searches the back office."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Offer it to who may see customers."""
        return request.user.has_perm("customers.view_customer")


@hooks.register("register_admin_search_area")
def search_customers() -> SearchArea:
    """Let the search of the menu go on to the customers."""
    return CustomerSearchArea(
        _("Customers"), reverse("customers:index"), name="customers", icon_name="user", order=10
    )


LISTS.register(
    RegisteredList(name="customers", permission="customers.view_customer", url_name="customers:index")
)
