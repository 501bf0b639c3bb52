"""Addresses of quotes in the pages of a company."""

from django.urls import path

from crm_core.quotes.views import buyer

app_name = "company_quotes"
urlpatterns = [
    path("", buyer.company_list, name="list"),
    path("<str:number>/", buyer.of_company, name="show"),
    path("<str:number>/pdf/<int:version>/", buyer.company_pdf, name="pdf"),
    path("<str:number>/files/<int:pk>/", buyer.company_file, name="file"),
]
