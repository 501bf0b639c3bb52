"""What people of a partner may do with its place in the locator."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

LISTING = "partner.listing.manage"
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=LISTING, label=_("change the entry in the partner locator"), levels=WHOLE, order=66
    )
)
