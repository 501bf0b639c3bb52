"""The place of held orders in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.lists.registry import LISTS, RegisteredList
from shop.order_holds import views
from shop.order_holds.models import OrderHold

LISTS.register(RegisteredList(name="order-holds", permission=views.SEE, url_name="order-holds:index"))


class HoldViewSet(BackOfficeViewSet):
    """The queue at `/cms/order-holds/`; holds are set on the order's page and by signals."""

    model = OrderHold
    name = "order-holds"
    icon = "lock"
    index_view_class = views.HoldListView
    own_policy = ReadOnlyPolicy(OrderHold)
    list_display = ["order"]
    form_fields = ["reason"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and filters to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {
            key: view_kwargs[key]
            for key in view_kwargs.keys() - {"list_export", "list_display", "list_filter"}
        }

    def get_urlpatterns(self) -> list[URLPattern]:
        """Mount the list, the page of a hold, and the settings."""
        kept = [url for url in super().get_urlpatterns() if url.name in {"index", "index_results"}]
        return [
            *kept,
            path("<int:pk>/", views.release_view, name="release"),
            path("settings/", views.settings_view, name="settings"),
        ]


class HoldsMenuItem(MenuItem):
    """Seen by those who have the permission."""

    def __init__(self, *args: object, permission: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(self.permission)


@hooks.register("register_admin_viewset")
def register_holds() -> HoldViewSet:
    """Add the queue to the back office."""
    return HoldViewSet()


@hooks.register("register_admin_menu_item")
def register_holds_menu_item() -> MenuItem:
    """Put the queue behind the day's orders."""
    return HoldsMenuItem(
        _("Held orders"),
        reverse_lazy("order-holds:index"),
        name="order-holds",
        icon_name="lock",
        order=22,
        permission=views.SEE,
    )


@hooks.register("register_settings_menu_item")
def register_hold_settings() -> MenuItem:
    """Put the signals among the settings."""
    return HoldsMenuItem(
        _("Signals of held orders"),
        reverse_lazy("order-holds:settings"),
        name="hold-settings",
        icon_name="lock",
        order=500,
        permission=views.CHANGE_SETTINGS,
    )


@hooks.register("register_permissions")
def register_hold_permissions() -> QuerySet[Permission]:
    """Offer the permissions where groups are edited."""
    names = ["view_orderhold", "add_orderhold", "release_orderhold", "change_holdsettings"]
    return Permission.objects.filter(content_type__app_label="order_holds", codename__in=names)
