"""Acting for customers in the back office."""

from django.urls import URLPattern, path
from wagtail import hooks

from shop.act_as.office import SessionViewSet
from shop.act_as.views import begin


@hooks.register("register_admin_viewset")
def register_sessions() -> SessionViewSet:
    """Add the list of what was done."""
    return SessionViewSet()


@hooks.register("register_admin_urls")
def register_start() -> list[URLPattern]:
    """Mount the page on which it begins."""
    return [path("act-as/start/<int:pk>/", begin, name="act_as_start")]
