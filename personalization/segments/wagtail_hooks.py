"""Segments' place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy
from wagtail import hooks

from personalization.segments import views
from personalization.segments.models import Segment
from personalization.segments.panels import PANELS
from personalization.segments.viewsets import SegmentListView, SegmentRecordView
from shop.backoffice.record import RecordViewSet


class SegmentViewSet(RecordViewSet):
    """Segments at `/cms/segments/`; they are written in a form of their own."""

    model = Segment
    name = "segments"
    url_prefix = "segments"
    icon = "group"
    list_name = "segments"
    menu_label = gettext_lazy("Segments")
    menu_order = 14
    add_to_admin_menu = True
    index_view_class = SegmentListView
    inspect_view_class = SegmentRecordView
    inspect_view_fields = ["description", "kind", "owner", "created_at"]
    record_panels = PANELS
    form_fields = ["name"]
    list_filter = ["is_active", "kind"]
    search_fields = ["name", "description"]

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave the columns to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Put our own pages in the place of Wagtail's forms; segments are archived, not deleted."""
        own = {"add", "edit", "delete", "copy", "usage", "history"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name not in own]
        return [
            *patterns,
            path("new/", views.add, name="add"),
            path("<int:pk>/edit/", views.edit, name="edit"),
            path("<int:pk>/switch/", views.switch, name="switch"),
            path("<int:pk>/pick/", views.pick_customers, name="pick"),
        ]


@hooks.register("register_admin_viewset")
def register_segments() -> SegmentViewSet:
    """Add the segments."""
    return SegmentViewSet()
