"""The shop's addresses with those of bad days beside them, and the parts list of development."""

from django.urls import path
from django.views.defaults import permission_denied, server_error
from django.views.generic import TemplateView

from config.urls import urlpatterns as urls_of_the_shop
from shop.storefront.styleguide import styleguide

urlpatterns = [
    path("bad-day/403/", lambda request: permission_denied(request, Exception())),
    path("bad-day/429/", TemplateView.as_view(template_name="429.html")),
    path("bad-day/500/", server_error),
    path("styleguide/", styleguide, name="styleguide"),
    *urls_of_the_shop,
]
