"""The portal's addresses."""

from django.urls import path

from partners.onboarding.views import application
from partners.portal.views import commission, dashboard

app_name = "partners"
urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("apply/", application, name="apply"),
    path("commissions/<uuid:reference>/", commission, name="commission"),
]
