"""The customers' place in the back office."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.permissions import register_permission_policy

from crm_core.customers.access import screens as access_screens
from crm_core.customers.access.rows import may_see
from crm_core.customers.access.viewing import noted
from crm_core.customers.board import CustomerBoardView
from crm_core.customers.duplicate_views import MERGE, DuplicateListView, PairView, choose_other, undo_merge
from crm_core.customers.erasure_views import ERASE, erasure_urls
from crm_core.customers.forms import CustomerFilterSet, CustomerForm
from crm_core.customers.models import Customer, MatchCandidate
from crm_core.customers.panels import PANELS
from crm_core.customers.records.trees import survivor_of
from crm_core.customers.views import CustomerCellView, CustomerListView, CustomerPageView
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.backoffice.record import RecordViewSet
from shop.user.models import User

__all__ = ["access_screens"]

View = Callable[..., HttpResponse]


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
    create_template_name = "crm_core/customers/create.html"
    edit_template_name = "crm_core/customers/edit.html"
    export_filename = "customers"
    ordering = "-created_at"
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[CustomerForm]:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Use the form that knows the keys."""
        return CustomerForm

    def construct_view(self, view_class: type, **kwargs: object) -> View:
        """Have the addresses of a merged record lead to who stands for it."""
        view = noted(super().construct_view(view_class, **kwargs), page=view_class.__name__)

        @wraps(view)
        def led_on(request: HttpRequest, *args: object, **url: object) -> HttpResponse:
            survivor = _survivor(url.get("pk"))
            match = request.resolver_match
            if survivor is None or match is None or not may_see(request.user, survivor):
                return view(request, *args, **url)
            return redirect(f"customers:{match.url_name}", survivor.pk)

        return led_on

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view: they depend on who looks."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: value for key, value in view_kwargs.items() if key not in {"list_export", "list_display"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the board behind the list and before a customer's page, which takes any word for a number."""
        own = {"template_name", "results_template_name"}
        kwargs = {
            **{key: value for key, value in self.get_index_view_kwargs().items() if key not in own},
            "list_name": "customers-board",
            "index_url_name": self.get_url_name("board"),
            "index_results_url_name": self.get_url_name("board_results"),
            "show_export_buttons": False,
        }
        board = self.construct_view(CustomerBoardView, **kwargs)
        results = self.construct_view(CustomerBoardView, **kwargs, results_only=True)
        index, *others = super().get_urlpatterns()
        return [
            index,  # the menu leads to the first
            path("board/", board, name="board"),
            path("board/results/", results, name="board_results"),
            *others,
        ]


def _survivor(pk: object) -> Customer | None:
    """Return who stands for the record of this number, if it was merged."""
    if not str(pk or "").isdecimal():
        return None
    record = Customer.records.filter(pk=str(pk)).exclude(merged_into=None).first()
    return survivor_of(record) if record else None


class DuplicatePolicy(ReadOnlyPolicy):
    """The queue is for those who may merge; pairs are found by scores and decided on a page of their own."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking to who may merge."""
        return action == "view" and bool(user.has_perm(MERGE))

    def user_has_any_permission(self, user: User, actions: object) -> bool:
        """Answer as for one action; `actions` are their names."""
        return any(self.user_has_permission(user, str(action)) for action in list(actions))  # type: ignore[call-overload]


register_permission_policy(MatchCandidate, DuplicatePolicy(MatchCandidate))


class DuplicateViewSet(BackOfficeViewSet):
    """The queue of potential duplicates at `/cms/customer-duplicates/`."""

    model = MatchCandidate
    name = "customer_duplicates"
    url_prefix = "customer-duplicates"
    icon = "group"
    index_view_class = DuplicateListView
    form_fields = ["waits_until"]
    list_filter: list[str] = []

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list alone; a pair has its own page."""
        return [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]


class DuplicateMenuItem(MenuItem):
    """The way to the queue, for those who may merge."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(MERGE))


@hooks.register("register_admin_viewset")
def register_customers() -> list[BackOfficeViewSet]:
    """Add the customers and their potential duplicates to the back office."""
    return [CustomerViewSet(), DuplicateViewSet()]


@hooks.register("register_admin_urls")
def register_merging() -> list[URLPattern]:
    """Mount the pages of two customers, beside the queue."""
    return [
        path("customers/<int:pk>/cell/<slug:field>/", CustomerCellView.as_view(), name="customer_cell"),
        path("customer-duplicates/<int:first>/<int:second>/", PairView.as_view(), name="customer_pair"),
        path("customer-duplicates/of/<int:pk>/", choose_other, name="customer_choose_other"),
        path("customer-duplicates/undo/<int:pk>/", undo_merge, name="customer_merge_undo"),
        *erasure_urls(),
    ]


class ErasureMenuItem(MenuItem):
    """The way to the requests to be forgotten, for those who may carry one out."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(ERASE))


@hooks.register("register_admin_menu_item")
def register_erasure_menu_item() -> MenuItem:
    """Show them in the menu."""
    url = reverse_lazy("customer_erasures")
    return ErasureMenuItem(_("Erasures"), url, name="customer-erasures", icon_name="bin", order=22)


@hooks.register("register_admin_menu_item")
def register_duplicate_menu_item() -> MenuItem:
    """Show the queue in the menu."""
    return DuplicateMenuItem(
        _("Potential duplicates"),
        reverse_lazy("customer_duplicates:index"),
        name="customer-duplicates",
        icon_name="group",
        order=11,
    )


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
LISTS.register(
    RegisteredList(name="customer-duplicates", permission=MERGE, url_name="customer_duplicates:index")
)
LISTS.register(
    RegisteredList(name="customers-board", permission="customers.view_customer", url_name="customers:board")
)
