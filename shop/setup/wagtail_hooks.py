"""The set-up's place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.setup.areas import areas_of
from shop.setup.panels import SetupPanel
from shop.setup.steps import PERMISSION


class SetupMenuItem(MenuItem):
    """Seen by administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the right."""
        return request.user.has_perm(PERMISSION)


@hooks.register("register_admin_urls")
def register_setup_urls() -> list[URLResolver]:
    """Mount the set-up at `/cms/setup/` and the settings at `/cms/shop-settings/`."""
    return [
        path("setup/", include("shop.setup.urls")),
        path("shop-settings/", include("shop.setup.area_urls")),
    ]


@hooks.register("construct_homepage_panels")
def add_checklist(request: HttpRequest, panels: list[object]) -> None:
    """Put what is left to set up before everything else."""
    panels.append(SetupPanel(request))


@hooks.register("register_settings_menu_item")
def register_setup_item() -> SetupMenuItem:
    """Keep the way back to the set-up."""
    return SetupMenuItem(_("Set up the shop"), reverse_lazy("shop_setup:overview"), icon_name="home", order=5)


class SettingsMenuItem(MenuItem):
    """Seen by whoever may change an area."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether there is one."""
        return bool(areas_of(request.user))


@hooks.register("register_settings_menu_item")
def register_settings_item() -> SettingsMenuItem:
    """Lead to the settings, first of all."""
    address = reverse_lazy("shop_settings:overview")
    return SettingsMenuItem(_("Shop settings"), address, name="shop-settings", icon_name="cog", order=1)


AREA_MODELS = {
    "identity": ["shopsettings"],
    "configuration": [
        *("moneysettings", "paymentsettings", "taxsettings", "mailsettings"),
        "storefrontsettings",
    ],
}


@hooks.register("register_permissions")
def register_area_permissions() -> QuerySet[Permission]:
    """Offer a permission for each area where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label__in=AREA_MODELS,
        codename__in=[f"change_{model}" for models in AREA_MODELS.values() for model in models],
    )
