"""What a company's roles can grant about approvals."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission, Level

COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name="orders.approve",
        label=_("approve orders"),
        levels=(Level.DEPARTMENT, Level.COMPANY, Level.SUBSIDIARIES),
        order=12,
    )
)
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name="approvals.manage", label=_("say which orders need an approval"), levels=WHOLE, order=61
    )
)
