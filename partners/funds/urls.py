"""The addresses of market development funds in the portal."""

from django.urls import URLPattern

app_name = "partner_funds"
urlpatterns: list[URLPattern] = []
