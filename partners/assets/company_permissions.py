"""What people of a partner may do with material."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, WHOLE, CompanyPermission

VIEW, BRAND = "partner.assets.view", "partner.logo.manage"
for _permission in (
    CompanyPermission(name=VIEW, label=_("see and download assets"), levels=WHOLE, order=64),
    CompanyPermission(name=BRAND, label=_("change the partner's logo"), levels=WHOLE, order=65),
):
    COMPANY_PERMISSIONS.register(_permission)
