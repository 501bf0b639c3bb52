"""Addresses of catalogue imports in the back office."""

from django.urls import path

from shop.catalogue_import import views

app_name = "catalogue_imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("pictures/", views.retry_pictures, name="retry_pictures"),
    path("<int:pk>/", views.file, name="file"),
    path("<int:pk>/load/", views.load, name="load"),
    path("<int:pk>/discard/", views.forget, name="discard"),
    path("runs/<int:pk>/problems/", views.report, name="report"),
]
