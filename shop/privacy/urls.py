"""Addresses of preferences and of one's own data."""

from django.urls import path

from shop.privacy import views

app_name = "privacy"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("data/", views.overview, name="overview"),
    path("data/download/", views.download, name="download"),
    path("data/deletion/", views.deletion, name="deletion"),
    path("data/keep/", views.keep_account, name="keep"),
]
