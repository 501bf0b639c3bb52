"""Store credit in the back office."""

from wagtail import hooks

from shop.store_credit.office import CreditViewSet


@hooks.register("register_admin_viewset")
def register_store_credit() -> CreditViewSet:
    """Add the list to the back office."""
    return CreditViewSet()
