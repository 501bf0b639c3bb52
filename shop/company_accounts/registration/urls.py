"""Addresses of the registration of companies, below `/company/`."""

from django.urls import path

from shop.company_accounts.registration import views

app_name = "company_registration"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("requests/", views.requests_to_join, name="requests"),
]
