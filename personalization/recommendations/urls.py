"""The address of "Not interested"."""

from django.urls import path

from personalization.recommendations.views import not_interested

app_name = "recommendations"
urlpatterns = [path("not-interested/", not_interested, name="dismiss")]
