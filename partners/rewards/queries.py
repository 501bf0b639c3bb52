"""Reading what partners are owed: the ledger, its balance and its months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.commissions.payable import PayableRow
from partners.commissions.queries import totals_of
from partners.rewards.models import LedgerEntry, RewardAccrual, Statement
from partners.rewards.periods import month_of, next_month, starts_at
from shop.money import MoneySum
from shop.order.models import Order

Kind = LedgerEntry.Kind
OWED = (Kind.REWARD, Kind.CREDIT)
MOST_MONTHS = 36


@dataclass(frozen=True, kw_only=True)
class MonthSums:
    """What one month of an account comes to; signed, so that the parts add up to the closing balance."""

    opening: Decimal
    earned: Decimal
    taken_back: Decimal
    paid_out: Decimal

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the month."""
        return self.opening + self.earned + self.taken_back + self.paid_out


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What an account is owed in one currency: payable now, and pending."""

    currency: str
    payable: Decimal
    pending: Decimal

    @property
    def balance(self) -> Decimal:
        """Both together."""
        return self.payable + self.pending


def ledger_of(account: PartnerAccount, currency: str = "") -> QuerySet[LedgerEntry]:
    """List an account's entries, the newest first, orders and rules loaded."""
    entries = LedgerEntry.objects.filter(account=account)
    if currency:
        entries = entries.filter(currency=currency)
    loaded = entries.select_related("order", "rule__person", "payout", "settled_by")
    return loaded.order_by("-booked_at", "-pk")


def entries_of_month(account: PartnerAccount, currency: str, month: date) -> QuerySet[LedgerEntry]:
    """List the entries of a month of the shop's time zone, the newest first."""
    begin, end = starts_at(month), starts_at(next_month(month))
    return ledger_of(account, currency).filter(booked_at__gte=begin, booked_at__lt=end)


def sums_of_month(account: PartnerAccount, currency: str, month: date) -> MonthSums:
    """Add up a month from the entries themselves. One query, whatever was frozen."""
    begin, end = starts_at(month), starts_at(next_month(month))
    within = Q(booked_at__gte=begin)
    payout = Q(kind=Kind.PAYOUT)
    sums = (
        LedgerEntry.objects.filter(account=account, currency=currency, booked_at__lt=end)
        .order_by()
        .aggregate(
            opening=MoneySum("amount", filter=~within),
            earned=MoneySum("amount", filter=within & ~payout & Q(amount__gt=0)),
            taken_back=MoneySum("amount", filter=within & ~payout & Q(amount__lt=0)),
            paid_out=MoneySum("amount", filter=within & payout),
        )
    )
    return MonthSums(**sums)


def owed_to(account: PartnerAccount, *, now: datetime | None = None) -> list[Owed]:
    """Tell what an account is owed by currency: commissions, rewards and credits. Two queries."""
    now = now or timezone.now()
    due = Q(payable_at__lte=now)
    rows = (
        LedgerEntry.objects.filter(account=account, kind__in=OWED, settled_by=None)
        .order_by()
        .values("currency")
        .annotate(payable=MoneySum("amount", filter=due), all=MoneySum("amount"))
    )
    sums = {row["currency"]: (row["payable"], row["all"] - row["payable"]) for row in rows}
    for total in totals_of(account):
        payable, pending = sums.get(total.currency, (Decimal(0), Decimal(0)))
        sums[total.currency] = (payable + total.payable, pending + total.pending)
    return [
        Owed(currency=currency, payable=payable, pending=pending)
        for currency, (payable, pending) in sorted(sums.items())
    ]


def unsettled(*, now: datetime) -> QuerySet[LedgerEntry]:
    """List rewards and credits that are payable and were not paid out."""
    return LedgerEntry.objects.filter(kind__in=OWED, settled_by=None, payable_at__lte=now)


def rewards_due() -> Iterable[PayableRow]:
    """Add up rewards and credits that are payable, by account and currency."""
    rows = (
        unsettled(now=timezone.now())
        .order_by()
        .values("account_id", "currency")
        .annotate(total=MoneySum("amount"), entries=Count("pk"))
    )
    return [PayableRow(**row) for row in rows]


def months_of(account: PartnerAccount) -> list[tuple[str, date]]:
    """List currency and month of each statement, the latest first; this month's, too."""
    kept = set(Statement.objects.filter(account=account).values_list("currency", "month"))
    this = month_of(timezone.now())
    current = LedgerEntry.objects.filter(account=account, booked_at__gte=starts_at(this))
    kept |= {
        (currency, this) for currency in current.order_by().values_list("currency", flat=True).distinct()
    }
    return sorted(kept, key=lambda one: (one[1], one[0]), reverse=True)[:MOST_MONTHS]


def statement_of_month(account: PartnerAccount, currency: str, month: date) -> Statement | None:
    """Return the statement of a month; None while there is none."""
    return (
        Statement.objects.filter(account=account, currency=currency, month=month)
        .select_related("account__company", "payout")
        .first()
    )


def accruals_of(entry: LedgerEntry) -> QuerySet[RewardAccrual]:
    """List the lines of an entry's order that its rule is for, as they count now."""
    return RewardAccrual.objects.filter(rule=entry.rule_id, order=entry.order_id).select_related("line")


def booked_orders(account: PartnerAccount, currency: str, month: date) -> QuerySet[Order]:
    """List the orders that a month's entries are about."""
    begin, end = starts_at(month), starts_at(next_month(month))
    about = LedgerEntry.objects.filter(
        account=account, currency=currency, booked_at__gte=begin, booked_at__lt=end, order__isnull=False
    )
    return Order.objects.filter(pk__in=about.order_by().values("order")).order_by("pk")


def accrual_sums(rule_id: int, account_id: int, currency: str, start: date) -> tuple[Decimal, Decimal]:
    """Return volume and uncapped amount of a period by a rule, as its accruals say."""
    sums = RewardAccrual.objects.filter(
        rule=rule_id, account=account_id, currency=currency, period_start=start
    ).aggregate(base=MoneySum("base"), amount=MoneySum("amount"))
    return sums["base"], sums["amount"]


def booked_sums(rule_id: int, account_id: int, currency: str, start: date) -> tuple[Decimal, Decimal]:
    """Return which volume and amount of a period are in the ledger already."""
    sums = LedgerEntry.objects.filter(
        rule=rule_id, account=account_id, currency=currency, period_start=start
    ).aggregate(base=MoneySum("base"), amount=MoneySum("amount"))
    return sums["base"], sums["amount"]
