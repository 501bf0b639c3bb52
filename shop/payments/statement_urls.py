"""Addresses of bank statements in the back office."""

from django.urls import path

from shop.dashboard.access import shows_forbidden
from shop.payments import statement_views as views

app_name = "payment_statements"
urlpatterns = [
    path("", shows_forbidden(views.index), name="index"),
    path("preview/", shows_forbidden(views.preview), name="preview"),
    path("book/", shows_forbidden(views.book), name="book"),
    path("entries/<int:pk>/", shows_forbidden(views.assign), name="assign"),
]
