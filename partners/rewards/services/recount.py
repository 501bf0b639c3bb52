"""Statements reckoned anew: from the ledger's entries, and from the orders, refunds and terms behind them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.rewards.amounts import MILL, kept_share, line_amount, per_cent, period_amount, worth_of
from partners.rewards.models import LedgerEntry, RewardAccrual, RewardRule, Statement
from partners.rewards.queries import MonthSums, booked_orders, booked_sums, entries_of_month, sums_of_month
from partners.rewards.services.accruing import levels_of
from shop.money import MoneySum
from shop.order.models import Order


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Entries that do not add up to what lines, refunds and terms say: of an order, or of a rule's period."""

    about: str
    booked: Decimal
    computed: Decimal


@dataclass(frozen=True, kw_only=True)
class Recount:
    """A statement reckoned anew; `is_right` when nothing deviates."""

    sums: MonthSums
    kept: MonthSums
    closing: Decimal
    deviations: list[Deviation] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether it agrees to the penny."""
        is_same = self.sums == self.kept and self.sums.closing == self.closing
        return is_same and not self.deviations


def recompute_statement(statement: Statement) -> Recount:
    """Reckon a statement anew: its sums from the entries, what its orders earned from the orders themselves.

    The latter over the whole life of an order, or of a rule's period: a refund of a later month belongs to
    what was earned in this one. Reads only.
    """
    account, currency = statement.account, statement.currency
    kept = MonthSums(
        opening=statement.opening,
        earned=statement.earned,
        taken_back=statement.taken_back,
        paid_out=statement.paid_out,
    )
    return Recount(
        sums=sums_of_month(account, currency, statement.month),
        kept=kept,
        closing=statement.closing,
        deviations=[*_of_commissions(statement), *_of_rewards(statement)],
    )


def _deviation(about: object, booked: Decimal, computed: Decimal) -> list[Deviation]:
    return [] if booked == computed else [Deviation(about=str(about), booked=booked, computed=computed)]


def _of_commissions(statement: Statement) -> list[Deviation]:
    found = []
    for order in booked_orders(statement.account, statement.currency, statement.month).iterator():
        mine = LedgerEntry.objects.filter(
            order=order, account=statement.account_id, kind=LedgerEntry.Kind.COMMISSION
        )
        booked = mine.aggregate(sum=MoneySum("amount"))["sum"]
        found += _deviation(order.number, booked, commission_anew(order, statement.account))
    return found


def commission_anew(order: Order, account: PartnerAccount) -> Decimal:
    """Reckon an order's commission from its lines and refunds at the rate that was fixed with it."""
    earned = Commission.objects.filter(order=order, account=account, kind=Commission.Kind.EARNED).first()
    if earned is None:
        return Decimal("0.00")
    share = kept_share(order)
    net = sum((line.line_price_excl_tax for line in order.lines.all()), Decimal(0))
    base = (net * share.numerator / share.denominator).quantize(MILL, rounding=ROUND_HALF_UP)
    amount = per_cent(base, earned.rate, order.currency)
    # What was added to an order after its commission was paid out earns nothing.
    return min(amount, earned.amount) if earned.status == Commission.Status.PAID else amount


def _of_rewards(statement: Statement) -> list[Deviation]:
    entries = entries_of_month(statement.account, statement.currency, statement.month)
    about = entries.filter(kind=LedgerEntry.Kind.REWARD).order_by().values_list("rule_id", "period_start")
    # Rewards are booked by period; only entries of other kinds have none.
    found = []
    for rule_id, start in sorted({(rule, start) for rule, start in about if start is not None}):
        rule = RewardRule.objects.prefetch_related("levels").get(pk=rule_id)
        _base, booked = booked_sums(rule.pk, statement.account_id, statement.currency, start)
        computed = reward_anew(rule, statement.account, statement.currency, start)
        found += _deviation(f"{rule} {start}", booked, computed)
    return found


def reward_anew(rule: RewardRule, account: PartnerAccount, currency: str, start: date) -> Decimal:
    """Reckon what a period comes to by a rule, from what is left of the lines that it rewards."""
    rows = RewardAccrual.objects.filter(rule=rule, account=account, currency=currency, period_start=start)
    base, amount = Decimal(0), Decimal(0)
    worths: dict[int, dict[int, tuple[Decimal, Decimal]]] = {}
    for row in rows.select_related("order"):
        if row.order_id not in worths:
            worths[row.order_id] = _terms_applied(row)
        line_base, line_earned = worths[row.order_id].get(row.line_id, (Decimal(0), Decimal(0)))
        base, amount = base + line_base, amount + line_earned
    return period_amount(rule, base=base, amount=amount, levels=levels_of(rule), currency=currency)


def _terms_applied(row: RewardAccrual) -> dict[int, tuple[Decimal, Decimal]]:
    return {
        worth.line.pk: (
            worth.net,
            line_amount(worth, rate=row.rate, unit_amount=row.unit_amount, currency=row.currency),
        )
        for worth in worth_of(row.order)
    }
