"""Addresses of warranties for customers."""

from django.urls import path

from shop.warranties import views

app_name = "warranties"
urlpatterns = [
    path("", views.check, name="check"),
    path("own/", views.own, name="own"),
    path("order/<str:token>/", views.order, name="order"),
    path("order/<str:token>/<int:pk>/repair/", views.claim, name="claim"),
    path("repair/<str:token>/", views.repair, name="repair"),
]
