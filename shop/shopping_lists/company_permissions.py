"""What a company's role can grant about shopping lists."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission, Level

SHARE = "lists.share"
COMPANY_PERMISSIONS.register(
    CompanyPermission(
        name=SHARE, label=_("share shopping lists with colleagues"), levels=(Level.OWN,), order=20
    )
)
