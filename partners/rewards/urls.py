"""The addresses of partner rewards in the portal."""

from django.urls import URLPattern

app_name = "partner_rewards"
urlpatterns: list[URLPattern] = []
