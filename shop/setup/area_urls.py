"""Addresses below `/cms/shop-settings/`."""

from django.urls import path

from shop.backoffice.access import renders_forbidden
from shop.setup import area_views

app_name = "shop_settings"
urlpatterns = [
    path("", renders_forbidden(area_views.overview), name="overview"),
    path("<slug:name>/", area_views.AreaView.as_view(), name="area"),
]
