"""The assets in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.assets.company_permissions import VIEW

PARTNER_MENU.register(
    PartnerMenuItem(
        name="assets", label=_("Assets"), url_name="partner_assets:index", permissions=(VIEW,), order=60
    )
)
