"""Where activities stand in the back office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from crm_core.activities import bulk, calendar_views, my_day, settings_views, views
from crm_core.activities.models import Activity, Mention
from crm_core.activities.pages import SEES_CUSTOMERS, VIEW
from crm_core.activities.queries import due_count
from crm_core.activities.viewsets import ActivityViewSet
from shop.backoffice.listing import BackOfficeViewSet

__all__ = ["bulk"]

#: What is counted in the menu, and how it is written beyond.
MOST_COUNTED = 99


@hooks.register("register_admin_urls")
def register_activities() -> list[URLPattern]:
    """Mount the day, the calendar, the team, and what is done with one activity."""
    return [
        path("my-day/", my_day.my_day, name="my_day"),
        path("activities/team/", my_day.team, name="activity_team"),
        path("activities/calendar/", calendar_views.calendar, name="activity_calendar"),
        path("activities/settings/", settings_views.settings, name="activity_settings"),
        path("activities/settings/calendar/", settings_views.calendar_address, name="activity_feed_address"),
        path("activities/plan/", views.plan, name="activity_plan"),
        path("activities/mentions/<int:pk>/", my_day.open_mention, name="activity_mention"),
        path("activities/<int:pk>/", views.page, name="activity"),
        path("activities/<int:pk>/edit/", views.edit, name="activity_edit"),
        path("activities/<int:pk>/complete/", views.complete, name="activity_complete"),
        path("activities/<int:pk>/move/", views.move, name="activity_move"),
        path("activities/<int:pk>/cancel/", views.cancel, name="activity_cancel"),
        path("follow-ups/", old_list),
        path("follow-ups/edit/<int:pk>/", old_step),
    ]


def old_list(request: HttpRequest) -> HttpResponse:
    """Lead the address of the list of follow-ups on, with its filters."""
    query = request.GET.urlencode().replace("due_on", "due_at")
    return redirect(reverse("activities:index") + (f"?{query}" if query else ""))


def old_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead the address of a follow-up to what became of it."""
    found = Activity.objects.filter(source=f"follow-up:{pk}").values_list("pk", flat=True).first()
    return redirect("activity", found) if found else redirect("activities:index")


@hooks.register("register_admin_viewset")
def register_list() -> BackOfficeViewSet:
    """Add the list of activities."""
    return ActivityViewSet()


class MyDayMenuItem(MenuItem):
    """The way to one's day, with the number of what is due and of new mentions; two queries along indexes."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to who may see activities."""
        return bool(request.user.has_perm(VIEW) and request.user.has_perm(SEES_CUSTOMERS))

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """Write the number behind the name, where there is any."""
        component = super().render_component(request)
        count = due_count(request.user, most=MOST_COUNTED)
        count += Mention.objects.filter(user=request.user, seen_at=None)[: MOST_COUNTED + 1].count()
        if count:
            number = f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
            component.label = f"{component.label} ({number})"
        return component


@hooks.register("register_admin_menu_item")
def register_my_day() -> MenuItem:
    """Show one's day first."""
    return MyDayMenuItem(
        _("My day"), reverse_lazy("my_day"), name="my-day", icon_name="calendar-check", order=5
    )
