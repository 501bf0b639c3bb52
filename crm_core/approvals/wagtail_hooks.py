"""The approvals' place in the back office."""

from wagtail import hooks

from crm_core.approvals.office import ApprovalViewSet, DelegationViewSet, RouteViewSet
from shop.backoffice.listing import BackOfficeViewSet


@hooks.register("register_admin_viewset")
def register_approvals() -> list[BackOfficeViewSet]:
    """Add the inbox, who answers for whom, and who decides what."""
    return [ApprovalViewSet(), DelegationViewSet(), RouteViewSet()]
