"""Consent's address."""

from django.urls import path

from personalization.interactions.views import consent

app_name = "personalization"
urlpatterns = [path("", consent, name="consent")]
