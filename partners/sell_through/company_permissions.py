"""What a company's role can grant about reports of stock and sales."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

VIEW, REPORT = "partner.sell_through.view", "partner.sell_through.report"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=VIEW, label=_("see reports of stock and sales"), levels=(Level.COMPANY,), order=66)
)
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=REPORT, label=_("report stock and sales"), levels=(Level.COMPANY,), order=67)
)
