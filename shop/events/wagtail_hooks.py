"""The event log's place in the back office: addresses, menu, permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from shop.events.views import VIEW


class EventLogMenuItem(MenuItem):
    """Seen by those who may see deliveries."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether this user has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_admin_urls")
def register_event_urls() -> list[URLResolver]:
    """Mount the log at `/cms/events/`."""
    return [path("events/", include("shop.events.urls"))]


@hooks.register("register_settings_menu_item")
def register_event_menu_item() -> EventLogMenuItem:
    """Add the log to the menu of settings, where the other logs are looked for."""
    return EventLogMenuItem(_("Event log"), reverse_lazy("events:index"), icon_name="history", order=900)


@hooks.register("register_permissions")
def register_event_permissions() -> QuerySet[Permission]:
    """Offer the two permissions where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="events", codename__in=["view_delivery", "replay_delivery"]
    )
