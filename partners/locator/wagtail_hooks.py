"""The locator's place in the back office."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.locator import office
from partners.locator.models import PartnerListing
from partners.locator.panels import PANELS
from shop.backoffice.access import ReadOnlyPolicy
from shop.backoffice.record import RecordViewSet

register_permission_policy(PartnerListing, ReadOnlyPolicy(PartnerListing))


class PartnerListingViewSet(RecordViewSet):
    """List and page at `/cms/partner-listings/`."""

    model = PartnerListing
    name = "partner_listings"
    url_prefix = "partner-listings"
    icon = "site"
    menu_label = _("Locator entries")
    menu_order = 47
    add_to_admin_menu = True
    search_backend_name = None
    index_view_class = office.PartnerListingListView
    inspect_view_class = office.PartnerListingPageView
    inspect_view_fields = [
        *("street", "postcode", "place", "country", "latitude", "longitude", "phone", "website"),
        *("shows_logo", "shows_stock", "created_by", "created_at", "decided_by", "decided_at"),
    ]
    record_panels = PANELS
    form_fields = ["headline"]
    filterset_class = office.PartnerListingFilterSet
    search_fields = office.PartnerListingListView.search_fields

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


@hooks.register("register_admin_viewset")
def register_listings() -> PartnerListingViewSet:
    """Add the entries to the back office."""
    return PartnerListingViewSet()


@hooks.register("register_permissions")
def register_locator_permissions() -> QuerySet[Permission]:
    """Offer the permission to decide where groups are edited."""
    return Permission.objects.filter(
        content_type__app_label="partner_locator", codename="decide_partnerlisting"
    )
