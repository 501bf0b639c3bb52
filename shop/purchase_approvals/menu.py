"""Approvals in the company's part of the account menu: everybody sees what they submitted."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem

COMPANY_MENU.register(
    CompanyMenuItem(name="approvals", label=_("Approvals"), url_name="purchase_approvals:list", order=30)
)
