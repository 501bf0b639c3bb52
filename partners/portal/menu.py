"""The portal's own pages in its menu, and the company's pages that partners need."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from partners.accounts.pages import PARTNER_MENU, PartnerMenuItem
from partners.portal.cards import STATEMENTS

for _item in (
    PartnerMenuItem(
        name="home", label=pgettext_lazy("first page", "Home"), url_name="partners:dashboard", order=0
    ),
    PartnerMenuItem(
        name="statement",
        label=_("Commissions"),
        url_name="partners:statement",
        permissions=(STATEMENTS,),
        order=60,
    ),
    PartnerMenuItem(name="links", label=_("Links"), url_name="partners:links", order=65),
    PartnerMenuItem(name="news", label=_("News"), url_name="partners:news", order=75),
    PartnerMenuItem(
        name="people",
        label=pgettext_lazy("of a company", "People"),
        url_name="company:people",
        permissions=("members.manage",),
        order=90,
    ),
    PartnerMenuItem(
        name="roles",
        label=_("Roles"),
        url_name="company:roles",
        permissions=("roles.manage",),
        order=91,
    ),
):
    PARTNER_MENU.register(_item)
