"""The addresses of the locator on the storefront."""

from django.urls import path

from partners.locator import views

app_name = "partner_locator_public"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:code>/", views.partner, name="partner"),
    path("<slug:code>/logo.png", views.logo, name="logo"),
]
