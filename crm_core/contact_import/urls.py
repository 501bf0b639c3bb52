"""Addresses of contact imports in the back office."""

from django.urls import path

from crm_core.contact_import import views
from shop.backoffice.access import require_permissions

app_name = "contact_imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.ContactImportWizard.as_view(), name="overview"),
    path("<int:pk>/problems/", views.report, name="report"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/discard/", views.forget, name="discard"),
    path("<int:pk>/<slug:name>/", views.ContactImportWizard.as_view(), name="step"),
]
export_view = require_permissions(views.export, views.EXPORT)
