"""The forecast's place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm_core.forecast.quota_views import quota_file, quotas
from crm_core.forecast.views import CHANGE, VIEW, forecast_page, forecast_rows
from shop.backoffice.access import require_permissions


class PermittedItem(MenuItem):
    """An entry of the menu for who has a permission."""

    permission = VIEW

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who has it."""
        return bool(request.user.has_perm(self.permission))


class QuotaItem(PermittedItem):
    """The way to the quotas, for who may change them."""

    permission = CHANGE


@hooks.register("register_admin_urls")
def register_forecast() -> list[URLPattern]:
    """Mount the forecast, its rows, and the quotas."""
    return [
        path("forecast/", require_permissions(forecast_page, [VIEW]), name="forecast"),
        path("forecast/rows/", require_permissions(forecast_rows, [VIEW]), name="forecast_rows"),
        path("quotas/", require_permissions(quotas, [CHANGE]), name="quotas"),
        path("quotas/file/", require_permissions(quota_file, [CHANGE]), name="quota_file"),
    ]


@hooks.register("register_admin_menu_item")
def register_forecast_item() -> MenuItem:
    """Lead to the forecast."""
    return PermittedItem(
        _("Forecast"), reverse_lazy("forecast"), name="forecast", icon_name="calendar-check", order=12
    )


@hooks.register("register_admin_menu_item")
def register_quota_item() -> MenuItem:
    """Lead to the quotas."""
    return QuotaItem(_("Quotas"), reverse_lazy("quotas"), name="quotas", icon_name="table", order=13)
