"""Addresses of preferences and of one's own data."""

from django.urls import path

from shop.privacy import guest_views, views

app_name = "privacy"
urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("data/", views.overview, name="overview"),
    path("data/download/", views.download, name="download"),
    path("data/deletion/", views.deletion, name="deletion"),
    path("data/keep/", views.keep_account, name="keep"),
    path("data/ask/", guest_views.ask, name="ask"),
    path("data/ask/sent/", guest_views.asked, name="asked"),
    path("data/request/<str:key>/", guest_views.show_request, name="request"),
    path("data/request/<str:key>/download/", guest_views.download_request, name="request_download"),
    path("data/request/<str:key>/certificate/", guest_views.certificate, name="certificate"),
]
