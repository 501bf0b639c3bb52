"""Buying in the back office: vendors, what they sell, reorder rules, purchase orders."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import BackOfficeViewSet, ListView
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.purchasing import views
from shop.purchasing.forms import ReorderRuleForm, VendorForm, VendorProductForm
from shop.purchasing.models import PurchaseOrder, ReorderRule, Vendor, VendorProduct
from shop.stock.wagtail_hooks import StockMenuItem


class VendorViewSet(BackOfficeViewSet):
    """Who sells to us, at `/cms/vendors/`."""

    model = Vendor
    name = "vendors"
    icon = "group"
    menu_label = _("Vendors")
    index_view_class = ListView
    list_display = ["name", "email", "currency", "lead_time", "minimum_order", "is_active"]
    list_export = ["name", "email", "phone", "currency", "lead_time", "minimum_order", "is_active"]
    export_filename = "vendors"
    search_fields = ["name", "email", "customer_number"]
    search_backend_name = None
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("customer_number")]),
            FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
            FieldPanel("address"),
            FieldRowPanel([FieldPanel("language"), FieldPanel("currency")]),
            FieldRowPanel([FieldPanel("lead_time"), FieldPanel("minimum_order")]),
            FieldPanel("note"),
            FieldPanel("is_active"),
        ],
        base_form_class=VendorForm,
    )


class WithProductListView(ListView):
    """Rows of stock records with what they are called."""

    related = ("stockrecord__product__parent",)

    def get_base_queryset(self) -> QuerySet:
        """Load the products."""
        found: QuerySet = super().get_base_queryset()
        return found.select_related(*self.related)


class VendorProductListView(WithProductListView):
    """What vendors sell, with whom."""

    related = ("stockrecord__product__parent", "vendor")


class VendorProductViewSet(BackOfficeViewSet):
    """What vendors sell of ours, at `/cms/vendor-products/`."""

    model = VendorProduct
    name = "vendor-products"
    icon = "tag"
    menu_label = _("Vendors' products")
    index_view_class = VendorProductListView
    list_display = [
        Column("sku", label=_("SKU"), accessor="stockrecord.partner_sku"),
        Column("product", label=_("Product"), accessor="stockrecord.product"),
        "vendor",
        "part_number",
        MoneyColumn("cost", label=_("Cost per unit"), currency="currency"),
        "pack_size",
        "is_preferred",
    ]
    list_filter = ["vendor"]
    list_export = ["vendor.name", "stockrecord.partner_sku", "part_number", "cost", "pack_size", "lead_time"]
    export_filename = "vendor-products"
    search_fields = ["part_number", "stockrecord__partner_sku"]
    search_backend_name = None
    ordering = ["vendor", "pk"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("vendor"), FieldPanel("stockrecord")]),
            FieldRowPanel([FieldPanel("part_number"), FieldPanel("cost")]),
            FieldRowPanel([FieldPanel("pack_size"), FieldPanel("lead_time")]),
            FieldPanel("is_preferred"),
        ],
        base_form_class=VendorProductForm,
    )


class ReorderRuleViewSet(BackOfficeViewSet):
    """When products are bought again, at `/cms/reorder-rules/`."""

    model = ReorderRule
    name = "reorder-rules"
    icon = "sliders"
    menu_label = _("Reorder rules")
    index_view_class = WithProductListView
    list_display = [
        Column("sku", label=_("SKU"), accessor="stockrecord.partner_sku"),
        Column("product", label=_("Product"), accessor="stockrecord.product"),
        "reorder_point",
        "target",
    ]
    list_export = ["stockrecord.partner_sku", "reorder_point", "target"]
    export_filename = "reorder-rules"
    search_fields = ["stockrecord__partner_sku"]
    search_backend_name = None
    ordering = ["stockrecord__partner_sku"]
    edit_handler = ObjectList(
        [
            FieldPanel("stockrecord"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("reorder_point"), FieldPanel("target")])],
                heading=_("Units"),
            ),
        ],
        base_form_class=ReorderRuleForm,
    )


class OrderPolicy(ModelPermissionPolicy):
    """Orders are listed; they are made and changed by their moves only, on pages of their own."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Allow looking only."""
        return action == "view" and super().user_has_permission(user, action)


register_permission_policy(PurchaseOrder, OrderPolicy(PurchaseOrder))


def _order_url(order: PurchaseOrder) -> str:
    return reverse("purchase-orders:order", args=[order.pk])


class PurchaseOrderViewSet(BackOfficeViewSet):
    """The purchase orders, at `/cms/purchase-orders/`."""

    model = PurchaseOrder
    name = "purchase-orders"
    icon = "download"
    menu_label = _("Purchase orders")
    index_view_class = views.PurchaseOrderListView
    list_display = [
        TitleColumn("number", label=_("Purchase order"), get_url=_order_url),
        "vendor",
        "warehouse",
        Column("state", label=_("Status"), accessor="get_state_display"),
        MoneyColumn("value", label=_("Value"), currency="currency"),
        DateColumn("expected_on", label=_("Expected on")),
    ]
    list_filter = ["state", "vendor", "warehouse"]
    list_export = [
        *("number", "vendor", "warehouse", "state", "currency", "value"),
        *("expected_on", "vendor_reference", "sent_at", "closed_at"),
    ]
    export_filename = "purchase-orders"
    form_fields = ["note"]
    search_fields = ["vendor__name", "vendor_reference"]
    search_backend_name = None
    ordering = ["-pk"]

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list and the pages of an order; it is changed there, by its moves."""
        kept = [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]
        return [
            *kept,
            path("reorder/", views.reorder, name="reorder"),
            path("new/", views.new, name="new"),
            path("<int:pk>/", views.order, name="order"),
            path("<int:pk>/edit/", views.edit, name="edit"),
            path("<int:pk>/pdf/", views.pdf, name="pdf"),
        ]


SEE = views.SEE
ENTRIES = [
    StockMenuItem(_("Purchase orders"), "purchase-orders:index", permission=SEE, icon="download", order=0),
    StockMenuItem(_("Reorder proposals"), "purchase-orders:reorder", permission=SEE, icon="list-ul", order=1),
    StockMenuItem(_("Vendors"), "vendors:index", permission="purchasing.view_vendor", icon="group", order=2),
    StockMenuItem(
        _("Vendors' products"),
        "vendor-products:index",
        permission="purchasing.view_vendorproduct",
        icon="tag",
        order=3,
    ),
    StockMenuItem(
        _("Reorder rules"),
        "reorder-rules:index",
        permission="purchasing.view_reorderrule",
        icon="sliders",
        order=4,
    ),
]
LISTS.register(RegisteredList(name="purchase-orders", permission=SEE, url_name="purchase-orders:index"))


@hooks.register("register_admin_viewset")
def register_purchasing() -> list[BackOfficeViewSet]:
    """Mount them."""
    return [VendorViewSet(), VendorProductViewSet(), ReorderRuleViewSet(), PurchaseOrderViewSet()]


@hooks.register("register_admin_menu_item")
def register_purchasing_menu() -> MenuItem:
    """Show them in the menu, under one entry."""
    return SubmenuMenuItem(
        _("Purchasing"), Menu(items=ENTRIES), name="purchasing", icon_name="download", order=36
    )
