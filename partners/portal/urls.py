"""The portal's addresses."""

from django.urls import path

from partners.portal.views import commission, dashboard

app_name = "partners"
urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("commissions/<uuid:reference>/", commission, name="commission"),
]
