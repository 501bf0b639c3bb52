"""The place of receivables in the back office: addresses, menu, permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.trade_credit import panels
from shop.trade_credit.office_views import CHANGE_SETTINGS, SEE
from shop.trade_credit.open_items import OpenItemViewSet

__all__ = ["panels"]


class ReceivablesMenuItem(MenuItem):
    """Seen by those who have the permission."""

    def __init__(self, *args: object, permission: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has it."""
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_urls")
def register_receivables_urls() -> list[URLResolver]:
    """Mount the pages."""
    return [path("", include("shop.trade_credit.office_urls"))]


@hooks.register("register_admin_viewset")
def register_open_items() -> OpenItemViewSet:
    """Add the list of single orders on account."""
    return OpenItemViewSet()


@hooks.register("register_admin_menu_item")
def register_receivables_menu_item() -> MenuItem:
    """Put the list behind the invoices."""
    return ReceivablesMenuItem(
        _("Receivables"),
        reverse_lazy("receivables:index"),
        name="receivables",
        icon_name="table",
        order=27,
        permission=SEE,
    )


@hooks.register("register_settings_menu_item")
def register_reminder_settings() -> MenuItem:
    """Put the days of reminders among the settings."""
    return ReceivablesMenuItem(
        _("Payment reminders"),
        reverse_lazy("receivables:settings"),
        name="payment-reminders",
        icon_name="mail",
        order=510,
        permission=CHANGE_SETTINGS,
    )


@hooks.register("register_permissions")
def register_receivables_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    names = [
        "view_receivable",
        "limit_creditaccount",
        "approve_creditaccount",
        "change_invoicedispute",
        "change_dunningsettings",
    ]
    return Permission.objects.filter(content_type__app_label="trade_credit", codename__in=names)
