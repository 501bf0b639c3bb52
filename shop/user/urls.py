"""Addresses of an account beside allauth's."""

from django.urls import path

from shop.user import views

app_name = "user"
urlpatterns = [
    path("invitation/<str:token>/", views.invitation_page, name="invitation"),
    path("way-back/<str:token>/", views.undo_address_change_page, name="way-back"),
]
