"""Addresses of tenders in the pages of a company."""

from django.urls import path

from crm_core.tenders.views import buyer

app_name = "company_tenders"
urlpatterns = [
    path("", buyer.company_list, name="list"),
    path("new/", buyer.edit, name="new"),
    path("<int:pk>/", buyer.show, name="show"),
    path("<int:pk>/files/<int:file>/", buyer.file, name="file"),
    path("<int:pk>/edit/", buyer.edit, name="edit"),
]
