"""What a role of a company can grant about quotes."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem
from shop.b2b.permissions import COMPANY_PERMISSIONS, CompanyPermission

for _permission in (
    CompanyPermission(name="quotes.view", label=_("see quotes"), order=20),
    CompanyPermission(name="quotes.request", label=_("ask for quotes and make counter-offers"), order=21),
    CompanyPermission(name="quotes.accept", label=_("accept quotes"), order=22),
):
    COMPANY_PERMISSIONS.register(_permission)
COMPANY_MENU.register(
    CompanyMenuItem(
        name="quotes",
        label=_("Quotes"),
        url_name="company_quotes:list",
        permissions=("quotes.view",),
        order=30,
    )
)
