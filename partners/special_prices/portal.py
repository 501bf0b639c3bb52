"""The place of special prices in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.special_prices.company_permissions import VIEW

PARTNER_MENU.register(
    PartnerMenuItem(
        name="special-prices",
        label=_("Special prices"),
        url_name="special_prices:agreements",
        permissions=(VIEW,),
        order=62,
    )
)
