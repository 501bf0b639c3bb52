"""What a company's roles can grant about budgets."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

COMPANY_PERMISSIONS.register(
    CompanyPermission(name="budgets.manage", label=_("set budgets and see their use"), levels=WHOLE, order=60)
)
