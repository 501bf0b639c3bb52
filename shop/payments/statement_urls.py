"""Addresses of bank statements in the back office."""

from django.urls import path

from shop.backoffice.access import renders_forbidden
from shop.payments import statement_views as views

app_name = "payment_statements"
urlpatterns = [
    path("", renders_forbidden(views.index), name="index"),
    path("preview/", renders_forbidden(views.preview), name="preview"),
    path("book/", renders_forbidden(views.book), name="book"),
    path("entries/<int:pk>/", renders_forbidden(views.assign), name="assign"),
]
