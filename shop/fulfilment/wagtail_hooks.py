"""The queues' place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.fulfilment.office import SEE


class FulfilmentMenuItem(MenuItem):
    """Seen by those who may see shipments."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(SEE)


@hooks.register("register_admin_urls")
def register_fulfilment_urls() -> list[URLResolver]:
    """Mount the queues at `/cms/fulfilment/`."""
    return [path("fulfilment/", include("shop.fulfilment.urls"))]


@hooks.register("register_admin_menu_item")
def register_fulfilment_menu_item() -> FulfilmentMenuItem:
    """Put the queues behind the orders."""
    return FulfilmentMenuItem(
        _("Today's orders"),
        reverse_lazy("fulfilment:queues"),
        name="fulfilment",
        icon_name="upload",
        order=21,
    )


@hooks.register("register_permissions")
def register_fulfilment_permissions() -> QuerySet[Permission]:
    """Offer the permission where groups are edited."""
    return Permission.objects.filter(content_type__app_label="fulfilment", codename="view_shipment")
