"""The addresses of sell-through in the portal."""

from django.urls import URLPattern

app_name = "sell_through"
urlpatterns: list[URLPattern] = []
