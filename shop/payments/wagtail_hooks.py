"""The back office's pages about payments: addresses, menu, permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.payments.statement_views import SEE


class StatementsMenuItem(MenuItem):
    """Seen by those who may see statements."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(SEE)


@hooks.register("register_admin_urls")
def register_payment_urls() -> list[URLResolver]:
    """Mount the statements at `/cms/bank-statements/`."""
    return [path("bank-statements/", include("shop.payments.statement_urls"))]


@hooks.register("register_admin_menu_item")
def register_statements_menu_item() -> StatementsMenuItem:
    """Put the statements behind the orders."""
    return StatementsMenuItem(
        _("Bank statements"), reverse_lazy("payment_statements:index"), icon_name="list-ul", order=25
    )


@hooks.register("register_permissions")
def register_payment_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    names = [
        "view_charge",
        "add_charge",
        "view_refund",
        "add_refund",
        "view_bankstatement",
        "add_bankstatement",
        "change_bankentry",
    ]
    return Permission.objects.filter(content_type__app_label="payments", codename__in=names)
