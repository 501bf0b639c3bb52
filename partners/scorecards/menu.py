"""The scorecard in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.scorecards.company_permissions import VIEW

PARTNER_MENU.register(
    PartnerMenuItem(
        name="scorecard",
        label=_("Scorecard"),
        url_name="partner_scorecards:scorecard",
        permissions=(VIEW,),
        order=52,
    )
)
