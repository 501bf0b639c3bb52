"""The addresses of deal registrations in the portal."""

from django.urls import URLPattern

app_name = "deal_registrations"
urlpatterns: list[URLPattern] = []
