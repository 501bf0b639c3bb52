"""Where deliveries, forecasts, and what a partner buys as a company stand in the portal's menu."""

from django.utils.translation import gettext_lazy as _

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.ordering.company_permissions import FORECAST, SCHEDULE

for item in (
    PartnerMenuItem(
        name="deliveries",
        label=_("Scheduled deliveries"),
        url_name="partner_ordering:deliveries",
        permissions=(SCHEDULE,),
        order=62,
    ),
    PartnerMenuItem(
        name="forecast",
        label=_("Forecast"),
        url_name="partner_ordering:forecast",
        permissions=(FORECAST,),
        order=63,
    ),
    PartnerMenuItem(
        name="quick-order",
        label=_("Quick order"),
        url_name="quick_order:page",
        permissions=("orders.place",),
        order=64,
    ),
):
    PARTNER_MENU.register(item)
