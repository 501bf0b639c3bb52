"""The addresses of special prices in the portal."""

from django.urls import URLPattern

app_name = "special_prices"
urlpatterns: list[URLPattern] = []
