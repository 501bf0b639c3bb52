"""What the page of a statement tells: its lines, how it came about, and its payment."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import Column

from crm_core.rep_commissions.access import PAY
from crm_core.rep_commissions.models import Statement
from shop.backoffice.columns import DayColumn, MoneyColumn, PercentColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

STATEMENT_PANELS: Registry[Panel[Statement]] = panel_registry("panel of a commission statement")
LINES = 500
#: Lines are amounts of the shop's currency, in which alone commissions are earned.
COLUMNS = [
    Column("order", label=_("Order"), accessor="share.order.number"),
    DayColumn("occurred_at", label=_("Date")),
    PercentColumn("percent", label=pgettext_lazy("of an account", "Share"), accessor="share.percent"),
    MoneyColumn("basis", label=_("Basis")),
    MoneyColumn("amount", label=_("Commission")),
]


def statement_lines(statement: Statement, _user: User) -> dict[str, object] | None:
    """List the orders, those taken back with a negative amount."""
    return table(COLUMNS, statement.lines.select_related("share__order")[:LINES])


def rates_told(statement: Statement, _user: User) -> dict[str, object] | None:
    """Tell by which rates it was counted; of an approved one the rates as they are now are not told."""
    if statement.state != Statement.State.DRAFT:
        return None
    rates = statement.plan.rates.order_by("from_percent")
    return facts((f"{rate.from_percent.normalize():f} %", f"{rate.rate.normalize():f} %") for rate in rates)


def payment(statement: Statement, _user: User) -> dict[str, object] | None:
    """Ask for the reference of the payment of an approved statement."""
    return {"statement": statement} if statement.state == Statement.State.APPROVED else None


STATEMENT_PANELS.register(
    Panel(name="lines", title=_("Orders"), context=statement_lines, order=10, area=MAIN)
)
STATEMENT_PANELS.register(
    Panel(name="rates", title=_("Rates from attainment"), context=rates_told, order=10, area=SIDE)
)
STATEMENT_PANELS.register(
    Panel(
        name="payment",
        title=_("Payment"),
        template="crm_core/rep_commissions/payment_panel.html",
        context=payment,
        order=20,
        area=SIDE,
        permission=PAY,
    )
)
