"""The entry in the locator in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.locator.company_permissions import LISTING

PARTNER_MENU.register(
    PartnerMenuItem(
        name="listing",
        label=_("Locator entry"),
        url_name="partner_locator:listing",
        permissions=(LISTING,),
        order=82,
    )
)
