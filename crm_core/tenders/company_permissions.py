"""What a role of a company can grant about tenders."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem
from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission

COMPANY_PERMISSIONS.register(
    CompanyPermission(name="tenders.post", label=_("post tenders and award them"), order=30)
)
COMPANY_MENU.register(
    CompanyMenuItem(
        name="tenders",
        label=_("Tenders"),
        url_name="company_tenders:list",
        permissions=("tenders.post",),
        order=35,
    )
)
