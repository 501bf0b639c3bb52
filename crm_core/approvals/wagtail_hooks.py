"""The approvals' place in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from crm_core.approvals.office import ApprovalViewSet, DelegationViewSet, RouteViewSet
from shop.backoffice.listing import BackOfficeViewSet


@hooks.register("register_admin_viewset")
def register_approvals() -> list[BackOfficeViewSet]:
    """Add the inbox, who answers for whom, and who decides what."""
    return [
        ApprovalViewSet(menu_label=_("Approvals"), menu_order=14),
        DelegationViewSet(menu_label=_("Delegations"), menu_order=15),
        RouteViewSet(menu_label=_("Who decides"), menu_order=16),
    ]
