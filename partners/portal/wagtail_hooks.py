"""The portal's place in the back office."""

from wagtail import hooks

from partners.portal.office import PartnerNewsViewSet


@hooks.register("register_admin_viewset")
def register_partner_news() -> PartnerNewsViewSet:
    """Add the news to the back office."""
    return PartnerNewsViewSet()
