"""The budgets on a company's page in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.panels import MAIN, Panel, table
from shop.budgets.queries import Standing, standings
from shop.formats import format_money
from shop.user.models import User


def _money(name: str) -> object:
    def read(standing: Standing) -> str:
        return format_money(getattr(standing, name), standing.budget.currency)

    return read


COLUMNS = [
    Column("name", label=_("Budget"), accessor=lambda standing: standing.budget.name),
    Column("holder", label=_("For"), accessor=lambda standing: standing.budget.holder),
    Column("amount", label=_("Amount"), accessor=_money("amount")),
    Column("used", label=_("Spent and reserved"), accessor=_money("used")),
    Column("left", label=_("Left"), accessor=_money("left")),
]


def company_budgets(company: Company, _user: User) -> dict[str, object] | None:
    """List the company's budgets in the period that runs."""
    found = company.budgets.filter(is_active=True)
    return table(
        COLUMNS, standings(found.select_related("company", "contact", "department", "cost_centre")[:50])
    )


PANELS.register(
    Panel(
        name="budgets",
        title=_("Budgets"),
        context=company_budgets,
        order=60,
        area=MAIN,
        permission="budgets.view_budget",
    )
)
