"""What roles of partners can permit here."""

from django.utils.translation import gettext_lazy as _

from partners.onboarding.agreements import ACCEPT
from partners.onboarding.profiles import MANAGE_PROFILE
from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

for _permission in (
    CompanyPermission(
        name=ACCEPT, label=_("accept the partner agreement"), levels=(Level.COMPANY,), order=90
    ),
    CompanyPermission(
        name=MANAGE_PROFILE, label=_("change the partner profile"), levels=(Level.COMPANY,), order=91
    ),
):
    COMPANY_PERMISSIONS.register(_permission)
