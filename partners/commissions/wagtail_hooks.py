"""Commissions' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from partners.commissions.models import Commission
from partners.commissions.views import CommissionListView, payouts
from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.listing import BackOfficeViewSet

register_permission_policy(Commission, ReadOnlyPolicy(Commission))


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
    list_filter = ["status", "kind", "currency"]
    search_fields = CommissionListView.search_fields
    search_backend_name = None
    export_filename = "commissions"

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
def register_commissions() -> CommissionViewSet:
    """Add the commissions to the back office."""
    return CommissionViewSet()


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
