"""Scheduled deliveries and forecasts of partners in the back office."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.permissions import register_permission_policy

from partners.ordering.forecast_views import VIEW, forecasts_page
from partners.ordering.models import CallOff
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.listing import BackOfficeViewSet, ListView

register_permission_policy(CallOff, ReadOnlyPolicy(CallOff))


class DeliveryListView(ListView):
    """Deliveries with whose they are."""

    def get_base_queryset(self) -> QuerySet:
        """Load what the columns name."""
        found: QuerySet = super().get_base_queryset()
        return found.select_related("scheduled__account__company", "order")


class DeliveryViewSet(BackOfficeViewSet):
    """What partners have scheduled, at `/cms/partner-deliveries/`."""

    model = CallOff
    name = "partner-deliveries"
    icon = "calendar"
    menu_label = _("Scheduled deliveries")
    menu_order = 48
    add_to_admin_menu = True
    index_view_class = DeliveryListView
    form_fields = ["release_on"]
    list_name = "partner-deliveries"
    list_display = [
        Column("account", label=_("Partner account"), accessor="scheduled.account"),
        DateColumn("release_on", label=_("Order on")),
        Column("state", label=_("State"), accessor="get_state_display"),
        BooleanColumn("is_reserved", label=_("Stock reserved")),
        Column("order", label=_("Order"), accessor="order.number"),
        Column("problem", label=_("Problem")),
    ]
    list_filter = ["state"]
    list_export = ["scheduled.account.code", "release_on", "state", "is_reserved", "problem"]
    search_fields = ["scheduled__account__code", "scheduled__account__company__name"]
    search_backend_name = None
    export_filename = "scheduled-deliveries"


class ForecastItem(MenuItem):
    """The way to the forecasts of partners, for who may see them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_viewset")
def register_deliveries() -> DeliveryViewSet:
    """Add the deliveries to the back office."""
    return DeliveryViewSet()


@hooks.register("register_admin_urls")
def register_forecasts() -> list[URLPattern]:
    """Mount the forecasts."""
    return [path("partner-forecasts/", require_permissions(forecasts_page, [VIEW]), name="partner_forecasts")]


@hooks.register("register_admin_menu_item")
def register_forecast_item() -> MenuItem:
    """Lead to the forecasts."""
    return ForecastItem(
        _("Forecasts of partners"),
        reverse_lazy("partner_forecasts"),
        name="partner-forecasts",
        icon_name="calendar-check",
        order=49,
    )
