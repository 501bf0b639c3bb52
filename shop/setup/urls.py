"""Addresses below `/cms/setup/`."""

from django.urls import path

from shop.setup import views

app_name = "shop_setup"
urlpatterns = [
    path("", views.SetupView.as_view(), name="overview"),
    path("finish/", views.finish, name="finish"),
    path("<slug:name>/", views.SetupView.as_view(), name="step"),
]
