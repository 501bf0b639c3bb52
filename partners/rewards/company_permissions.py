"""What a company's roles can grant about what a partner earns."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

VIEW, BANK = "partner.statements.view", "partner.bank.change"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=VIEW, label=_("see partner statements"), levels=(Level.COMPANY,), order=70)
)
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=BANK, label=_("change the bank details for payouts"), levels=(Level.COMPANY,), order=71
    )
)
