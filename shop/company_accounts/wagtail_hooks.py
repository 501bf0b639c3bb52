"""What companies keep themselves, for staff who help them."""

from wagtail import hooks

from shop.backoffice.listing import BackOfficeViewSet
from shop.company_accounts.places_office import CostCentreViewSet, DepartmentViewSet, LocationViewSet


@hooks.register("register_admin_viewset")
def register_places() -> list[BackOfficeViewSet]:
    """Add locations, departments and cost centres; the way there is the company's page."""
    return [LocationViewSet(), DepartmentViewSet(), CostCentreViewSet()]
