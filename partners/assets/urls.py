"""The addresses of assets in the portal."""

from django.urls import path

from partners.assets import views

app_name = "partner_assets"
urlpatterns = [
    path("assets/", views.index, name="index"),
    path("assets/<int:pk>/download/", views.download, name="download"),
    path("logo/", views.logo, name="logo"),
    path("logo/logo.png", views.logo_picture, name="logo_picture"),
]
