"""Commissions' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from partners.commissions.filters import CommissionFilterSet, PayoutFilterSet
from partners.commissions.models import Commission, Payout
from partners.commissions.panels import PAYOUT_PANELS
from partners.commissions.views import CommissionListView, PayoutListView, PayoutPageView, payouts
from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet

register_permission_policy(Commission, ReadOnlyPolicy(Commission))
register_permission_policy(Payout, ReadOnlyPolicy(Payout))


class CommissionViewSet(BackOfficeViewSet):
    """The list of commissions at `/cms/commissions/`."""

    model = Commission
    name = "commissions"
    icon = "list-ul"
    menu_label = _("Commissions")
    menu_order = 41
    add_to_admin_menu = True
    index_view_class = CommissionListView
    form_fields = ["status"]
    filterset_class = CommissionFilterSet
    search_fields = CommissionListView.search_fields
    search_backend_name = None
    export_filename = "commissions"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class PayoutViewSet(RecordViewSet):
    """The transfers that were noted, at `/cms/payouts/`."""

    model = Payout
    name = "payouts"
    icon = "download"
    menu_label = _("Payouts")
    index_view_class = PayoutListView
    inspect_view_class = PayoutPageView
    inspect_view_fields = ["account", "reference", "paid_at", "noted_by"]
    record_panels = PAYOUT_PANELS
    form_fields = ["reference"]
    list_name = "payouts"
    filterset_class = PayoutFilterSet
    search_fields = PayoutListView.search_fields
    search_backend_name = None
    export_filename = "payouts"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class PayoutMenuItem(MenuItem):
    """The way to the payouts, for those who may note one."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may."""
        return request.user.has_perm("commissions.pay_commission")


@hooks.register("register_admin_viewset")
def register_commissions() -> list[object]:
    """Add the commissions and the payouts to the back office; the menu leads to what is due."""
    return [CommissionViewSet(), PayoutViewSet()]


@hooks.register("register_admin_urls")
def register_payouts() -> list[URLPattern]:
    """Mount the payouts."""
    return [path("commission-payouts/", renders_forbidden(payouts), name="commission_payouts")]


@hooks.register("register_admin_menu_item")
def register_payout_menu_item() -> MenuItem:
    """Show the payouts in the menu."""
    return PayoutMenuItem(
        _("Payouts"), reverse_lazy("commission_payouts"), name="payouts", icon_name="download", order=42
    )
