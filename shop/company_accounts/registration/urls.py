"""Addresses of the registration of companies, below `/company/`."""

from django.urls import path

from shop.company_accounts.registration import views
from shop.company_accounts.representatives.views import contact

app_name = "company_registration"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("contact/", contact, name="contact"),
    path("requests/", views.requests_to_join, name="requests"),
]
