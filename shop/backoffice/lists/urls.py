"""Addresses below `/cms/lists/`."""

from django.urls import path

from shop.backoffice.lists import views

app_name = "backoffice_lists"
urlpatterns = [
    path("<slug:name>/views/", views.save_view, name="save_view"),
    path("<slug:name>/columns/", views.choose, name="columns"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete_view"),
]
