"""The registration's pages in the menu of a company's people."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem

COMPANY_MENU.register(
    CompanyMenuItem(
        name="join-requests",
        label=_("Requests to join"),
        url_name="company_registration:requests",
        permissions=("members.manage",),
        order=85,
    )
)
