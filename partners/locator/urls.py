"""The address of the locator entry in the portal."""

from django.urls import path

from partners.locator import portal_views

app_name = "partner_locator"
urlpatterns = [path("listing/", portal_views.listing, name="listing")]
