"""The withdrawals' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.withdrawal.office import CHANGE_SETTINGS, WithdrawalViewSet, withdrawal_settings


@hooks.register("register_admin_viewset")
def register_withdrawals() -> WithdrawalViewSet:
    """Add the list of statements."""
    return WithdrawalViewSet()


@hooks.register("register_admin_urls")
def register_withdrawal_settings() -> list[URLPattern]:
    """Mount the settings."""
    return [path("withdrawal-settings/", withdrawal_settings, name="withdrawal_settings")]


class WithdrawalMenuItem(MenuItem):
    """Seen by who may change the settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right of the page."""
        return request.user.has_perm(CHANGE_SETTINGS)


@hooks.register("register_settings_menu_item")
def register_withdrawal_item() -> WithdrawalMenuItem:
    """Put the right of withdrawal with the settings."""
    return WithdrawalMenuItem(
        _("Right of withdrawal"), reverse_lazy("withdrawal_settings"), icon_name="doc-full", order=211
    )
