"""What people of a company may see and do about invoices and credit."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

VIEW, PAY, CREDIT = "invoices.view", "invoices.pay", "credit.view"
for _permission in (
    CompanyPermission(name=VIEW, label=_("see invoices"), order=30),
    CompanyPermission(name=PAY, label=_("pay and dispute invoices"), order=31),
    CompanyPermission(name=CREDIT, label=_("see the credit limit and what is owed"), levels=WHOLE, order=32),
):
    COMPANY_PERMISSIONS.register(_permission)
