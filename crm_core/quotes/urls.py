"""Addresses of quotes for buyers: asking for one, and the page behind a signed link."""

from django.urls import path

from crm_core.quotes.views import buyer, requesting

app_name = "quotes"
urlpatterns = [
    path("new/", requesting.ask, name="new"),
    path("<str:token>/", buyer.linked, name="show"),
    path("<str:token>/pdf/<int:number>/", buyer.linked_pdf, name="pdf"),
    path("<str:token>/files/<int:pk>/", buyer.linked_file, name="file"),
]
