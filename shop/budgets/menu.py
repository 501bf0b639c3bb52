"""The budgets in the company's part of the account menu: everybody sees what is left of their own."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem

COMPANY_MENU.register(CompanyMenuItem(name="budgets", label=_("Budgets"), url_name="budgets:list", order=40))
