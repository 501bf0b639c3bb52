"""The set-up's place in the back office."""

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.setup.panels import SetupPanel
from shop.setup.steps import PERMISSION


class SetupMenuItem(MenuItem):
    """Seen by administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the right."""
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_setup_urls() -> list[URLResolver]:
    """Mount the set-up at `/cms/setup/`."""
    return [path("setup/", include("shop.setup.urls"))]


@hooks.register("construct_homepage_panels")
def add_checklist(request: HttpRequest, panels: list[object]) -> None:
    """Put what is left to set up before everything else."""
    panels.append(SetupPanel(request))


@hooks.register("register_settings_menu_item")
def register_setup_item() -> SetupMenuItem:
    """Keep the way back to the set-up."""
    return SetupMenuItem(_("Set up the shop"), reverse_lazy("shop_setup:overview"), icon_name="home", order=5)
