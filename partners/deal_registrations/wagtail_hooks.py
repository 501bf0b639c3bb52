"""The registrations' place in the back office."""

from wagtail import hooks

from partners.deal_registrations.office import RegistrationViewSet


@hooks.register("register_admin_viewset")
def register_registrations() -> RegistrationViewSet:
    """Add the registrations."""
    return RegistrationViewSet()
