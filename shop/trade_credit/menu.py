"""The pages of this slice in the company's menu."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.pages import COMPANY_MENU, CompanyMenuItem
from shop.trade_credit.company_permissions import CREDIT, VIEW

for _item in (
    CompanyMenuItem(
        name="invoices",
        label=_("Company's invoices"),
        url_name="trade_credit:invoices",
        permissions=(VIEW,),
        order=30,
    ),
    CompanyMenuItem(
        name="credit",
        label=_("Credit"),
        url_name="trade_credit:credit",
        permissions=(CREDIT,),
        order=31,
    ),
):
    COMPANY_MENU.register(_item)
