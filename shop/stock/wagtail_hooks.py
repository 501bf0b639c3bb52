"""The stock's place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.languages import panels_in_every_language
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.stock.bulk_actions import AdjustStock
from shop.stock.forms import WarehouseForm
from shop.stock.models import StockLevel, Warehouse
from shop.stock.views import documents, import_file, levels, sourcing_simulator
from shop.stock.views.common import CHANGE, SEE
from shop.time_zones import TimeZoneSelect
from shop.user.models import User


class LevelPolicy(ModelPermissionPolicy):
    """Levels are looked at in the list; they change by movements only, on pages of their own."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Allow looking only."""
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(StockLevel, LevelPolicy(StockLevel))


class StockViewSet(BackOfficeViewSet):
    """The stock at `/cms/stock/`."""

    model = StockLevel
    name = "stock"
    icon = "table"
    index_view_class = levels.StockListView
    form_fields = ["bin_location"]
    search_fields = levels.StockListView.search_fields
    search_backend_name = None
    export_filename = "stock"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns, filters and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list and the pages about it; a level is neither added nor deleted by hand."""
        kept = [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]
        return [
            *kept,
            path("<int:pk>/", levels.level, name="level"),
            path("receive/", documents.receiving, name="receive"),
            path("counts/", documents.counts, name="counts"),
            path("counts/new/", documents.new_count, name="count_new"),
            path("counts/<int:pk>/", documents.count, name="count"),
            path("transfers/", documents.transfers, name="transfers"),
            path("transfers/new/", documents.new_transfer, name="transfer_new"),
            path("transfers/<int:pk>/", documents.transfer, name="transfer"),
            path("route/", sourcing_simulator.simulator, name="route"),
            path("load/", import_file.load, name="load"),
        ]


class WarehouseViewSet(BackOfficeViewSet):
    """The warehouses at `/cms/warehouses/`."""

    model = Warehouse
    name = "warehouses"
    icon = "home"
    index_view_class = ListView
    list_display = [
        "name",
        "code",
        "seller",
        "city",
        "country",
        Column("cutoff", label=_("Cut-off time")),
        "priority",
        "is_active",
    ]
    list_export = ["code", "name", "seller", "city", "country", "priority", "is_active"]
    export_filename = "warehouses"
    search_fields = ["name", "code", "city"]
    search_backend_name = None
    ordering = ["priority", "code"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("seller"), FieldPanel("code")]),
            MultiFieldPanel(panels_in_every_language("name", _("Name")), heading=_("Name")),
            MultiFieldPanel(
                [
                    FieldPanel("line1"),
                    FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
                    FieldRowPanel([FieldPanel("state"), FieldPanel("country")]),
                    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                ],
                heading=_("Address"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel(
                        [FieldPanel("cutoff_time"), FieldPanel("time_zone", widget=TimeZoneSelect)]
                    ),
                    FieldPanel("working_days"),
                    FieldRowPanel([FieldPanel("holidays_country"), FieldPanel("holidays_region")]),
                ],
                heading=_("Hours"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("serves"),
                    FieldPanel("priority"),
                    FieldPanel("is_active"),
                ],
                heading=_("Orders"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("is_pickup"),
                    FieldRowPanel([FieldPanel("pickup_lead_days"), FieldPanel("pickup_transfer_days")]),
                    *panels_in_every_language("opening_hours", _("Opening hours")),
                ],
                heading=_("Customer pickup"),
            ),
        ],
        base_form_class=WarehouseForm,
    )


class StockMenuItem(MenuItem):
    """An entry for those who have the right to what is behind it."""

    def __init__(
        self, label: str | Promise, url_name: str, *, permission: str, icon: str, order: int
    ) -> None:
        super().__init__(
            label, reverse_lazy(url_name), name=url_name.replace(":", "-"), icon_name=icon, order=order
        )
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return request.user.has_perm(self.permission)


ENTRIES = [
    StockMenuItem(_("Stock"), "stock:index", permission=SEE, icon="table", order=0),
    StockMenuItem(_("Receive stock"), "stock:receive", permission=CHANGE, icon="download", order=1),
    StockMenuItem(_("Counts"), "stock:counts", permission=SEE, icon="list-ol", order=2),
    StockMenuItem(_("Transfers"), "stock:transfers", permission=SEE, icon="redirect", order=3),
    StockMenuItem(_("Sourcing simulator"), "stock:route", permission=SEE, icon="site", order=4),
    StockMenuItem(_("Import from a file"), "stock:load", permission=CHANGE, icon="upload", order=5),
    StockMenuItem(
        _("Warehouses"), "warehouses:index", permission="stock.view_warehouse", icon="home", order=6
    ),
]

LISTS.register(RegisteredList(name="stock", permission=SEE, url_name="stock:index"))
hooks.register("register_bulk_action", AdjustStock)


@hooks.register("register_admin_viewset")
def register_stock() -> list[BackOfficeViewSet]:
    """Add the stock and the warehouses to the back office."""
    return [StockViewSet(), WarehouseViewSet()]


@hooks.register("register_admin_menu_item")
def register_stock_menu() -> MenuItem:
    """Show them in the menu, under one entry."""
    return SubmenuMenuItem(_("Stock"), Menu(items=ENTRIES), name="stock", icon_name="table", order=35)
