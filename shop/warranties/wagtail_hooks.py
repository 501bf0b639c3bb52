"""The warranties' place in the back office."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.backoffice.listing import BackOfficeViewSet
from shop.warranties.office import lists
from shop.warranties.office.serials import serials


@hooks.register("register_admin_viewset")
def register_warranties() -> list[BackOfficeViewSet]:
    """Add the repairs, the items and the terms."""
    return [lists.RepairViewSet(), lists.UnitViewSet(), lists.TermsViewSet()]


@hooks.register("register_admin_urls")
def register_serials() -> list[URLPattern]:
    """Mount the packing table's page."""
    return [path("fulfilment/shipments/<int:pk>/serials/", serials, name="shipment_serials")]


class TermsMenuItem(MenuItem):
    """Seen by who may change the terms."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Ask for the right of the page."""
        return request.user.has_perm("warranties.change_warrantyterms")


@hooks.register("register_settings_menu_item")
def register_terms_item() -> TermsMenuItem:
    """Put the terms with the settings."""
    return TermsMenuItem(
        _("Warranty terms"), reverse_lazy("warranty_terms:index"), icon_name="key", order=212
    )
