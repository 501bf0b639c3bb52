"""What orders earn by the rules of rewards."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.rewards.amounts import Level, LineWorth, level_reached, line_amount, period_amount, worth_of
from partners.rewards.matching import Earner, covered, earners_of, rules_for
from partners.rewards.models import LedgerEntry, RewardAccrual, RewardRule
from partners.rewards.periods import period_end, period_start, starts_at
from partners.rewards.queries import accrual_sums, booked_sums
from partners.rewards.services.booking import (
    booking_time,
    date_entries,
    lock_ledger,
    reason_of,
    release_entries,
)
from shop.order.models import Order
from shop.order_statuses import CANCELLED
from shop.time_zones import shop_day

Why = LedgerEntry.Why


@transaction.atomic
def reward_order(order: Order, *, why: str = Why.EARNED) -> list[LedgerEntry]:
    """Bring accruals and ledgers to what an order earns by the rules now; the same again writes nothing.

    What accrued once keeps its account, its rule and its terms, whatever becomes of them. Rebates count what
    is paid. Amounts are in the order's currency.
    """
    lines = worth_of(order)
    touched = _accrue(order, lines)
    entries = [
        entry
        for rule, account_id, start in touched
        if (entry := _settle(rule, account_id, order, start, why=why)) is not None
    ]
    _date(order)
    return entries


def _accrue(order: Order, lines: list[LineWorth]) -> list[tuple[RewardRule, int, date]]:
    """Write what each line counts for; return the periods of rules and accounts to add up."""
    held = RewardAccrual.objects.filter(order=order).select_related("rule")
    known = {(row.rule_id, row.line_id): row for row in held}
    touched = {(row.rule_id, row.account_id, row.period_start): row.rule for row in known.values()}
    for account_id in sorted({account_id for _rule, account_id, _start in touched}):
        lock_ledger(account_id)
    _follow(known.values(), lines, order.currency)
    if order.status != CANCELLED:
        touched |= _begin(order, lines, known=set(known))
    by_account = sorted(touched.items(), key=lambda each: (each[0][1], each[0][0]))
    return [(rule, account_id, start) for (_rule, account_id, start), rule in by_account]


def _follow(rows: Iterable[RewardAccrual], lines: list[LineWorth], currency: str) -> None:
    """Write accruals anew by what is left of their lines; of a line that is gone nothing is left."""
    left = {worth.line.pk: worth for worth in lines}
    for row in rows:
        worth = left.get(row.line_id)
        row.base = worth.net if worth else Decimal(0)
        row.quantity = worth.units if worth else 0
        row.amount = (
            line_amount(worth, rate=row.rate, unit_amount=row.unit_amount, currency=currency)
            if worth
            else Decimal(0)
        )
        row.save(update_fields=["base", "quantity", "amount"])


def _begin(
    order: Order, lines: list[LineWorth], *, known: set[tuple[int, int]]
) -> dict[tuple[int, int, date], RewardRule]:
    touched = {}
    for earner in sorted(earners_of(order), key=lambda one: one.account.pk):
        for rule in rules_for(earner, order).select_related("category").prefetch_related("levels"):
            counted = _counted(rule, order, lines, known=known)
            new = [worth for worth in counted if (rule.pk, worth.line.pk) not in known]
            if not new:
                continue
            lock_ledger(earner.account.pk)
            start = period_start(rule.period, shop_day(order.date_placed))
            _write(rule, earner, order, new, start)
            touched[rule.pk, earner.account.pk, start] = rule
    return touched


def _counted(
    rule: RewardRule, order: Order, lines: list[LineWorth], *, known: set[tuple[int, int]]
) -> list[LineWorth]:
    """Return the lines that a rule rewards: those it covers, if they reach its minimum or did before."""
    if rule.kind == RewardRule.Kind.REBATE and order.paid_at is None:
        return []
    counted = covered(rule, lines)
    did = any((rule.pk, worth.line.pk) in known for worth in counted)
    value = sum((worth.line.line_price_excl_tax for worth in counted), Decimal(0))
    return counted if did or value >= rule.minimum else []


def _write(rule: RewardRule, earner: Earner, order: Order, new: list[LineWorth], start: date) -> None:
    rate = _rate(rule, order, earner.account)
    terms = {"rate": rate, "unit_amount": rule.amount}
    rows = [
        RewardAccrual(
            rule=rule,
            account=earner.account,
            order=order,
            line=worth.line,
            currency=order.currency,
            period_start=start,
            base=worth.net,
            quantity=worth.units,
            amount=line_amount(worth, currency=order.currency, **terms),
            **terms,
        )
        for worth in new
    ]
    # Beside another worker its row stands, and that worker's booking counts it.
    RewardAccrual.objects.bulk_create(rows, ignore_conflicts=True)


def _rate(rule: RewardRule, order: Order, account: PartnerAccount) -> Decimal | None:
    """Return a commission rule's per cent beyond the commission's own; it may be less than none."""
    if rule.kind != RewardRule.Kind.COMMISSION or rule.rate is None:
        return None
    own = Commission.objects.filter(order=order, account=account, kind=Commission.Kind.EARNED).first()
    return rule.rate - (own.rate if own else account.commission_rate)


def levels_of(rule: RewardRule) -> list[Level]:
    """Return the levels of a rebate."""
    return [Level(volume=level.volume, rate=level.rate) for level in rule.levels.all()]


def _settle(rule: RewardRule, account_id: int, order: Order, start: date, *, why: str) -> LedgerEntry | None:
    """Book the difference between what a period comes to and what is booked of it."""
    currency = order.currency
    base, amount = accrual_sums(rule.pk, account_id, currency, start)
    booked_base, booked = booked_sums(rule.pk, account_id, currency, start)
    levels = levels_of(rule)
    due = period_amount(rule, base=base, amount=amount, levels=levels, currency=currency)
    difference = due - booked
    if not difference:
        return None
    before, now = (level_reached(levels, volume) for volume in (booked_base, base))
    account = PartnerAccount.objects.get(pk=account_id)
    return LedgerEntry.objects.create(
        account=account,
        currency=currency,
        kind=LedgerEntry.Kind.REWARD,
        why=reason_of(order, difference, why=Why.LEVEL if booked and before != now else why),
        order=order,
        rule=rule,
        period_start=start,
        base=base - booked_base,
        rate=now.rate if now else rule.rate,
        amount=difference,
        booked_at=booking_time(account_id, currency),
        payable_at=_payable_at(rule, account, order, start),
    )


def _payable_at(rule: RewardRule, account: PartnerAccount, order: Order, start: date) -> datetime | None:
    """A rebate is payable the return period after its own period, everything else after the payment."""
    wait = timedelta(days=account.return_period_days)
    if rule.kind == RewardRule.Kind.REBATE:
        return starts_at(period_end(rule.period, start)) + wait
    return order.paid_at + wait if order.paid_at else None


def _date(order: Order) -> None:
    if order.status == CANCELLED:
        release_entries([order], now=timezone.now())
    elif order.paid_at is not None:
        keys = LedgerEntry.objects.filter(order=order, payable_at=None).values("account")
        accounts = PartnerAccount.objects.filter(pk__in=keys)
        date_entries(
            order, {one.pk: order.paid_at + timedelta(days=one.return_period_days) for one in accounts}
        )
