"""What a company's roles can grant about special prices."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

VIEW, CLAIM = "partner.special_prices.view", "partner.special_prices.claim"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=VIEW, label=_("see special prices and claims"), levels=(Level.COMPANY,), order=72)
)
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=CLAIM, label=_("request special prices and claim"), levels=(Level.COMPANY,), order=73
    )
)
