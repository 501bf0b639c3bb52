"""What a role can grant about funds, and their page in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.funds.queries import REQUEST_FUNDS
from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=REQUEST_FUNDS, label=_("request and claim market development funds"), levels=WHOLE, order=62
    )
)
PARTNER_MENU.register(
    PartnerMenuItem(
        name="funds",
        label=_("Funds"),
        url_name="partner_funds:overview",
        permissions=(REQUEST_FUNDS,),
        order=45,
    )
)
