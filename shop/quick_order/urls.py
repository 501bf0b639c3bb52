"""Addresses of the quick order."""

from django.urls import path

from shop.quick_order import matrix_views, views

app_name = "quick_order"
urlpatterns = [
    path("", views.QuickOrderView.as_view(), name="page"),
    path("suggest/", views.suggest, name="suggest"),
    path("matrix/<int:pk>/", matrix_views.add, name="matrix"),
]
