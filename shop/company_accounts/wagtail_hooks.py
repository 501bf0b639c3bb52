"""The applications' place in the back office."""

from django.urls import URLPattern, path
from wagtail import hooks

from shop.company_accounts.registration.office import ApplicationViewSet, document


@hooks.register("register_admin_viewset")
def register_applications() -> ApplicationViewSet:
    """Add the queue of applications."""
    return ApplicationViewSet()


@hooks.register("register_admin_urls")
def register_documents() -> list[URLPattern]:
    """Mount the papers of applications."""
    return [path("company-applications/documents/<int:pk>/", document, name="company_application_document")]
