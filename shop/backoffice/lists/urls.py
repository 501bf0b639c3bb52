"""Addresses below `/cms/lists/`."""

from django.urls import path

from shop.backoffice.bulk import views as bulk_views
from shop.backoffice.lists import views

app_name = "backoffice_lists"
urlpatterns = [
    path("<slug:name>/views/", views.save_view, name="save_view"),
    path("<slug:name>/columns/", views.choose, name="columns"),
    path("<slug:name>/all/<slug:change>/", bulk_views.change_all, name="change_all"),
    path("runs/<int:pk>/", bulk_views.bulk_run, name="bulk_run"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
]
