"""Addresses of returns for buyers."""

from django.urls import path

from shop.returns import views

app_name = "returns"
urlpatterns = [
    path("", views.find, name="find"),
    path("new/<str:token>/", views.choose, name="choose"),
    path("show/<str:token>/", views.show, name="show"),
    path("show/<str:token>/label/", views.label, name="label"),
]
