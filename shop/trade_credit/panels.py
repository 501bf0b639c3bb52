"""What the company's page tells of its credit."""

from django.utils.translation import gettext_lazy as _

from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.panels import SIDE, Panel
from shop.trade_credit.office_views import SEE
from shop.trade_credit.queries import accounts_of, ageing_of
from shop.user.models import User


def credit(company: Company, _user: User) -> dict[str, object] | None:
    """Tell the limit, what is used and what is overdue."""
    return {"company": company, "accounts": accounts_of(company), "ageing": ageing_of([company])}


PANELS.register(
    Panel(
        name="credit",
        title=_("Credit"),
        template="trade_credit/office/panel.html",
        context=credit,
        order=30,
        area=SIDE,
        permission=SEE,
    )
)
