"""Where the timeline stands in the back office."""

from django.urls import URLPattern, path
from wagtail import hooks

from crm_core.timeline.views import timeline


@hooks.register("register_admin_urls")
def register_timeline() -> list[URLPattern]:
    """Mount the timeline below its customer."""
    return [path("customers/<int:pk>/timeline/", timeline, name="customer_timeline")]
