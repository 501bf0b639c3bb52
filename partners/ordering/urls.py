"""The addresses of distributor ordering in the portal."""

from django.urls import URLPattern

app_name = "partner_ordering"
urlpatterns: list[URLPattern] = []
