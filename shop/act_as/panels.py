"""On a company's page: in whose place a colleague may shop."""

from django.utils.translation import gettext_lazy as _

from shop.act_as.access import START
from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.panels import Panel
from shop.user.models import User

MOST = 50


def people(company: Company, _user: User) -> dict[str, object] | None:
    """List the people with an account; whether this colleague may act for one is asked when they begin."""
    listed = [each for each in company.contacts.all() if each.is_active and _has_account(each.user)][:MOST]
    return {"contacts": listed} if listed else None


def _has_account(user: User | None) -> bool:
    return user is not None and user.is_active and not user.is_staff


PANELS.register(
    Panel(
        name="act-as",
        title=_("Shop in a buyer's place"),
        context=people,
        order=60,
        template="act_as/office/company_panel.html",
        permission=START,
    )
)
