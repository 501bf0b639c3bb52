"""Addresses of the withdrawal function."""

from django.urls import path

from shop.withdrawal import views

app_name = "withdrawal"
urlpatterns = [
    path("", views.find, name="find"),
    path("order/<str:token>/", views.statement, name="statement"),
    path("receipt/<str:token>/", views.receipt, name="receipt"),
]
