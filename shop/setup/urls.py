"""Addresses below `/cms/setup/`."""

from django.urls import path

from shop.setup import views

app_name = "shop_setup"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("finish/", views.finish, name="finish"),
    path("<slug:name>/", views.step, name="step"),
]
