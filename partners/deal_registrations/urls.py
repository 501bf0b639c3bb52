"""The addresses of deal registrations in the portal."""

from django.urls import path

from partners.deal_registrations import views

app_name = "deal_registrations"
urlpatterns = [
    path("deals/", views.registrations, name="list"),
    path("deals/new/", views.edit, name="new"),
    path("deals/<int:pk>/", views.show, name="show"),
    path("deals/<int:pk>/edit/", views.edit, name="edit"),
]
