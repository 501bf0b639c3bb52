"""Addresses of a company's invoices and credit, below `/company/`."""

from django.urls import path

from shop.trade_credit.views import credit, invoices, paying

app_name = "trade_credit"
urlpatterns = [
    path("credit/", credit.CreditView.as_view(), name="credit"),
    path("invoices/", invoices.InvoicesView.as_view(), name="invoices"),
    path("invoices/invoices.csv", invoices.InvoicesTableView.as_view(), name="invoices-csv"),
    path("invoices/statement/", invoices.StatementView.as_view(), name="statement"),
    path("invoices/pay/", paying.PayView.as_view(), name="pay"),
    path("invoices/payments/<str:number>/", paying.PaymentPageView.as_view(), name="payment"),
    path(
        "invoices/payments/<str:number>/prepare/", paying.PreparePaymentView.as_view(), name="payment-prepare"
    ),
    path("invoices/payments/<str:number>/return/", paying.ReturnPaymentView.as_view(), name="payment-return"),
    path("invoices/<str:number>.pdf", invoices.InvoicePdfView.as_view(), name="invoice-pdf"),
    path("invoices/<str:number>/dispute/", invoices.DisputeView.as_view(), name="dispute"),
]
