"""The tenders' place in the back office."""

from wagtail import hooks

from crm_core.tenders.office import TenderViewSet


@hooks.register("register_admin_viewset")
def register_tenders() -> TenderViewSet:
    """Add the tenders."""
    return TenderViewSet()
