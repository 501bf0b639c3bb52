"""What a company's role can grant about deliveries on agreed days and forecasts."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

SCHEDULE, FORECAST = "partner.ordering.schedule", "partner.ordering.forecast"
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=SCHEDULE, label=_("schedule deliveries"), levels=(Level.OWN, Level.COMPANY), order=68
    )
)
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=FORECAST, label=_("share a forecast"), levels=(Level.COMPANY,), order=69)
)
