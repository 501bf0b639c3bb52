"""What a role of a company that is a partner can grant about registered deals."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.deal_registrations.access import REGISTER
from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission

COMPANY_PERMISSIONS.register(
    CompanyPermission(name=REGISTER, label=_("register deals as a partner"), order=60)
)
PARTNER_MENU.register(
    PartnerMenuItem(
        name="deals",
        label=_("Deals"),
        url_name="deal_registrations:list",
        permissions=(REGISTER,),
        order=20,
    )
)
