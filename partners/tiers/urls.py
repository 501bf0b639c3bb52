"""The addresses of partner tiers in the portal."""

from django.urls import URLPattern

app_name = "partner_tiers"
urlpatterns: list[URLPattern] = []
