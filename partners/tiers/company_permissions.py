"""What a role can grant about the tier of the partner account, and its page in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

VIEW_TIER = "partner.tier.view"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=VIEW_TIER, label=_("see the partner tier"), levels=WHOLE, order=61)
)
PARTNER_MENU.register(
    PartnerMenuItem(
        name="tier",
        label=_("Your tier"),
        url_name="partner_tiers:mine",
        permissions=(VIEW_TIER,),
        order=40,
    )
)
