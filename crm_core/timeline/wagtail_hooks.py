"""Where the story stands in the back office."""

from django.urls import URLPattern, path
from wagtail import hooks

from crm_core.timeline.views import story


@hooks.register("register_admin_urls")
def register_story() -> list[URLPattern]:
    """Mount the story below its customer."""
    return [path("customers/<int:pk>/story/", story, name="customer_story")]
