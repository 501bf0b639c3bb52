"""Addresses of documents in the back office, beside those of their list."""

from django.urls import path, re_path

from shop.backoffice.access import renders_forbidden
from shop.documents import office_views as views

app_name = "office_documents"
urlpatterns = [
    path("invoices/<int:pk>/pdf/", renders_forbidden(views.pdf), name="pdf"),
    path("invoices/archive/", renders_forbidden(views.archive), name="archive"),
    path("invoices/due/", renders_forbidden(views.due), name="due"),
    path("tax-report/", renders_forbidden(views.report), name="tax-report"),
    path("invoices/orders/<str:number>/issue/", renders_forbidden(views.issue), name="issue"),
    re_path(
        r"^invoices/orders/(?P<number>[^/]+)/(?P<kind>packing-slip|delivery-note|pro-forma)/$",
        renders_forbidden(views.slip),
        name="slip",
    ),
]
