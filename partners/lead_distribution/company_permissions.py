"""What people of a partner may do with leads."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

ANSWER = "partner.leads.answer"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=ANSWER, label=_("see and answer leads"), levels=WHOLE, order=62)
)
