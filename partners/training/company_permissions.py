"""What people of a partner may do with training: everybody learns; these see how the others are doing."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

TEAM = "partner.training.team"
COMPANY_PERMISSIONS.register(
    CompanyPermission(name=TEAM, label=_("see the team's training"), levels=WHOLE, order=67)
)
