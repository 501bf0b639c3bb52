"""What people of a partner may do with its scorecard and plan."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

VIEW, AGREE = "partner.scorecard.view", "partner.plan.agree"
for _permission in (
    CompanyPermission(name=VIEW, label=_("see the partner's scorecard and plan"), levels=WHOLE, order=67),
    CompanyPermission(
        name=AGREE, label=_("work on the partner's plan and agree to it"), levels=WHOLE, order=68
    ),
):
    COMPANY_PERMISSIONS.register(_permission)
