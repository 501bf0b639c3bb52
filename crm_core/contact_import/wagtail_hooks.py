"""The place of contact imports in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from crm_core.contact_import.urls import export_view
from crm_core.contact_import.views import IMPORT


@hooks.register("register_admin_urls")
def register_contact_import_urls() -> list[URLPattern | URLResolver]:
    """Mount them at `/cms/contact-imports/`, and the export at `/cms/contact-export/`."""
    return [
        path("contact-imports/", include("crm_core.contact_import.urls")),
        path("contact-export/", export_view, name="contact_export"),
    ]


class ImportMenuItem(MenuItem):
    """The way to the imports, for those who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may import."""
        return bool(request.user.has_perm(IMPORT))


@hooks.register("register_admin_menu_item")
def register_import_menu_item() -> MenuItem:
    """Show the imports in the menu."""
    return ImportMenuItem(
        _("Import contacts"),
        reverse_lazy("contact_imports:index"),
        name="contact-imports",
        icon_name="upload",
        order=14,
    )
