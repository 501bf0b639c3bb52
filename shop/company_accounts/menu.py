"""The company's pages in the menu of the account."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem

for _item in (
    CompanyMenuItem(name="overview", label=_("Company"), url_name="company:overview", order=1),
    CompanyMenuItem(
        name="orders",
        label=_("Company's orders"),
        url_name="company:orders",
        permissions=("orders.view",),
        order=10,
    ),
    CompanyMenuItem(
        name="people",
        label=pgettext_lazy("of a company", "People"),
        url_name="company:people",
        permissions=("members.manage",),
        order=80,
    ),
    CompanyMenuItem(
        name="roles", label=_("Roles"), url_name="company:roles", permissions=("roles.manage",), order=81
    ),
    CompanyMenuItem(
        name="places",
        label=_("Locations and cost centres"),
        url_name="company:places",
        permissions=("company.manage",),
        order=82,
    ),
):
    COMPANY_MENU.register(_item)
