"""The place of statements in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.rewards.company_permissions import VIEW

PARTNER_MENU.register(
    PartnerMenuItem(
        name="statements",
        label=_("Statements"),
        url_name="partner_rewards:statements",
        permissions=(VIEW,),
        order=60,
    )
)
