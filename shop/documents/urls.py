"""Addresses of a buyer's documents."""

from django.urls import path

from shop.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.OwnDocumentsView.as_view(), name="own"),
    path("<str:number>.pdf", views.own_pdf, name="own-pdf"),
    path("order/<str:token>/pro-forma.pdf", views.linked_pro_forma, name="pro-forma"),
    path("order/<str:token>/<str:number>.pdf", views.linked_pdf, name="pdf"),
]
