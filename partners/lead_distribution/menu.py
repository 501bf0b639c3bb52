"""The leads in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.lead_distribution.company_permissions import ANSWER

PARTNER_MENU.register(
    PartnerMenuItem(
        name="leads", label=_("Leads"), url_name="lead_distribution:index", permissions=(ANSWER,), order=25
    )
)
