"""What companies keep themselves, for staff who help them, and who applies for an account."""

from django.urls import URLPattern, path
from wagtail import hooks

from shop.backoffice.listing import BackOfficeViewSet
from shop.company_accounts.places_office import CostCentreViewSet, DepartmentViewSet, LocationViewSet
from shop.company_accounts.registration.office import ApplicationViewSet, document


@hooks.register("register_admin_viewset")
def register_places() -> list[BackOfficeViewSet]:
    """Add locations, departments and cost centres; the way there is the company's page."""
    return [LocationViewSet(), DepartmentViewSet(), CostCentreViewSet()]


@hooks.register("register_admin_viewset")
def register_applications() -> ApplicationViewSet:
    """Add the queue of applications."""
    return ApplicationViewSet()


@hooks.register("register_admin_urls")
def register_documents() -> list[URLPattern]:
    """Mount the papers of applications."""
    return [path("company-applications/documents/<int:pk>/", document, name="company_application_document")]
