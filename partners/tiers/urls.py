"""The addresses of partner tiers in the portal."""

from django.urls import path

from partners.tiers.views import my_tier

app_name = "partner_tiers"
urlpatterns = [path("tier/", my_tier, name="mine")]
