"""Where reports and stock stand in the portal's menu."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.sell_through.company_permissions import REPORT, VIEW

PARTNER_MENU.register(
    PartnerMenuItem(
        name="sell-through",
        label=_("Sales and stock reports"),
        url_name="sell_through:overview",
        permissions=(VIEW, REPORT),
        order=60,
    )
)
PARTNER_MENU.register(
    PartnerMenuItem(
        name="stock",
        label=pgettext_lazy("partner portal", "Stock and replenishment"),
        url_name="sell_through:stock",
        permissions=(VIEW, REPORT),
        order=61,
    )
)
