"""The address of the scorecard in the portal."""

from django.urls import path

from partners.scorecards import views

app_name = "partner_scorecards"
urlpatterns = [path("scorecard/", views.show, name="scorecard")]
