"""Agreement and profile in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.onboarding.profiles import MANAGE_PROFILE

for _item in (
    PartnerMenuItem(
        name="profile",
        label=_("Partner profile"),
        url_name="partners:profile",
        permissions=(MANAGE_PROFILE,),
        order=80,
    ),
    PartnerMenuItem(name="agreement", label=_("Agreement"), url_name="partners:agreement", order=85),
):
    PARTNER_MENU.register(_item)
