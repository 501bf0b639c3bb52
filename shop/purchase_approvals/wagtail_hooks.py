"""The list of purchase requests in the back office, read and never written."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry, table
from shop.backoffice.record import RecordViewSet
from shop.purchase_approvals.models import PurchaseRequest
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[PurchaseRequest]] = panel_registry("panel of a purchase request")
LINES = [
    Column("title", label=_("Product")),
    Column("sku", label=_("SKU")),
    Column("quantity", label=_("Quantity")),
    Column("price", label=_("Price")),
]
HISTORY = [
    DateColumn("at", label=_("When")),
    Column("what", label=_("What"), accessor=lambda entry: entry.get_kind_display()),
    Column("by", label=_("By"), accessor=lambda entry: str(entry.by or "")),
]


def lines(request: PurchaseRequest, _user: User) -> dict[str, object] | None:
    """List what was asked for."""
    return table(LINES, request.lines.all())


def history(request: PurchaseRequest, _user: User) -> dict[str, object] | None:
    """Tell what happened."""
    return table(HISTORY, request.history.select_related("by"))


PANELS.register(Panel(name="lines", title=_("Ordered items"), context=lines, order=10, area=MAIN))
PANELS.register(Panel(name="history", title=_("History"), context=history, order=20, area=ACTIVITY))
register_permission_policy(PurchaseRequest, ReadOnlyPolicy(PurchaseRequest))


class PurchaseRequestListView(ListView):
    """Every request, the latest first."""

    export_permission = "purchase_approvals.view_purchaserequest"


class PurchaseRequestViewSet(RecordViewSet):
    """List and page at `/cms/purchase-requests/`."""

    model = PurchaseRequest
    name = "purchase-requests"
    icon = "tasks"
    menu_label = _("Orders to approve")
    add_to_admin_menu = True
    index_view_class = PurchaseRequestListView
    list_name = "purchase-requests"
    list_display = [
        "buyer_name",
        "company",
        MoneyColumn("total", label=_("Total"), currency="currency"),
        "state",
        "po_number",
        "submitted_at",
    ]
    list_export = ["buyer_name", "company", "total", "currency", "state", "po_number", "submitted_at"]
    list_filter = ["state"]
    search_fields = ["buyer_name", "po_number", "company__name"]
    ordering = ["-submitted_at"]
    record_panels = PANELS
    inspect_view_fields = [
        "company",
        "department",
        "cost_centre",
        "po_number",
        "state",
        "order",
        "payment",
        "delivery_name",
        "submitted_at",
        "expires_at",
        "reason",
    ]
    form_fields = ["po_number"]


@hooks.register("register_admin_viewset")
def register_purchase_requests() -> PurchaseRequestViewSet:
    """Add the requests to the back office."""
    return PurchaseRequestViewSet()
