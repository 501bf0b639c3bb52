"""Addresses of documents in the back office, beside those of their list."""

from django.urls import path

from shop.backoffice.access import renders_forbidden
from shop.documents import office_views as views

app_name = "office_documents"
urlpatterns = [
    path("invoices/<int:pk>/pdf/", renders_forbidden(views.pdf), name="pdf"),
    path("invoices/archive/", renders_forbidden(views.archive), name="archive"),  # type: ignore[arg-type]
    path("invoices/due/", renders_forbidden(views.due), name="due"),
    path("tax-report/", renders_forbidden(views.report), name="tax-report"),  # type: ignore[arg-type]
    path("invoices/orders/<str:number>/issue/", renders_forbidden(views.issue), name="issue"),
    path("invoices/orders/<str:number>/<slug:kind>/", renders_forbidden(views.slip), name="slip"),
]
