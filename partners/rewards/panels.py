"""What the pages of statements and payment files tell."""

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn

from partners.rewards.documents import source_of, transfers_of
from partners.rewards.models import BankDetails, PaymentFile, PayoutTransfer, Statement
from partners.rewards.queries import entries_of_month
from partners.rewards.services.paying import PAY, credited_user, payable_by
from partners.rewards.services.recount import recompute_statement
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, panel_registry, table
from shop.formats import format_money
from shop.registry import Registry
from shop.user.models import User

STATEMENT_PANELS: Registry[Panel[Statement]] = panel_registry("panel of a partner statement")
FILE_PANELS: Registry[Panel[PaymentFile]] = panel_registry("panel of a payment file")
ENTRIES = 200
MOST_CHECKED = 300


def entries(statement: Statement, _user: User) -> dict[str, object] | None:
    """List the entries of the month, the latest first."""
    columns = [
        Column("about", label=_("About"), accessor=source_of),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("why", label=_("Reason"), accessor="get_why_display"),
        MoneyColumn("amount", label=_("Amount"), currency="currency"),
        DateColumn("booked_at", label=_("Date")),
    ]
    rows = entries_of_month(statement.account, statement.currency, statement.month)
    return table(columns, rows[:ENTRIES])


def check(statement: Statement, _user: User) -> dict[str, object] | None:
    """Compare the statement with its entries and with the orders behind them, unless they are very many."""
    rows = entries_of_month(statement.account, statement.currency, statement.month)
    if rows[MOST_CHECKED : MOST_CHECKED + 1].exists():
        return None
    recount = recompute_statement(statement)
    if recount.is_right:
        return facts([(_("Recalculation"), _("agrees to the penny"))])
    told = [(one.about, f"{one.booked} ≠ {one.computed}") for one in recount.deviations] or [
        (_("Recalculation"), format_money(recount.sums.closing, statement.currency))
    ]
    return facts(told)


def payment(statement: Statement, _user: User) -> dict[str, object] | None:
    """Offer to pay an approved statement: to the bank account, or as store credit."""
    if statement.status != Statement.Status.APPROVED or statement.payout_id is not None:
        return None
    bank = BankDetails.objects.filter(account=statement.account).first()
    owner = credited_user(statement.account)
    total = payable_by(statement, now=timezone.now())
    return {
        "statement": statement,
        "total": total,
        "bank": bank,
        "owner": owner,
        "methods": PayoutTransfer.Method,
    }


def file_transfers(made: PaymentFile, _user: User) -> dict[str, object] | None:
    """List the transfers of a file, account numbers masked."""
    columns = [
        Column("partner", label=_("Partner"), accessor="payout.account"),
        Column("iban", label=_("IBAN"), accessor=lambda one: BankDetails(iban=one.iban).masked_iban),
        MoneyColumn("total", label=_("Amount"), accessor="payout.total", currency="payout.currency"),
        Column("reference", label=_("Reference"), accessor="payout.reference"),
    ]
    return table(columns, transfers_of(made)[:ENTRIES])


STATEMENT_PANELS.register(
    Panel(name="entries", title=gettext_lazy("Entries"), context=entries, order=10, area=MAIN)
)
STATEMENT_PANELS.register(
    Panel(
        name="payment",
        title=gettext_lazy("Payment"),
        template="partners/rewards/payment_panel.html",
        context=payment,
        order=10,
        area=SIDE,
        permission=PAY,
    )
)
STATEMENT_PANELS.register(
    Panel(name="check", title=gettext_lazy("Check"), context=check, order=20, area=SIDE)
)
FILE_PANELS.register(
    Panel(name="transfers", title=gettext_lazy("Transfers"), context=file_transfers, order=10, area=MAIN)
)
