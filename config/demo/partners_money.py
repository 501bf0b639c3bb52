"""What the demo's distributors are owed: rules of rewards, the ledger of a year, statements and payouts.

Bookings are made in the order of the orders' days and then put back to the days they stand for, since the
ledger itself knows only now.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from config.demo.partners_people import Distributor, distributors, leader_of
from config.demo.partners_programme import manager
from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission, Payout
from partners.rewards.models import LedgerEntry, PayoutTransfer, RewardLevel, RewardRule, Statement
from partners.rewards.periods import month_of, next_month, starts_at
from partners.rewards.services.accruing import reward_order
from partners.rewards.services.booking import book_backlog
from partners.rewards.services.paying import (
    make_payment_file,
    pay_statement,
    payable_by,
    set_bank_details,
    waiting_transfers,
)
from partners.rewards.services.statements import approve_statement, draw_statements
from partners.special_prices.models import Claim
from shop.catalogue.models import Category
from shop.configuration.queries import shop_currency
from shop.order.models import Line, Order

YEAR, RULES_SINCE = timedelta(days=365), timedelta(days=250)
LEVELS = ((300, 2), (1_000, 4), (3_000, 6))
TEA_WARE = "tea-ware"
#: Per cent for tea ware instead of the tier's, and the amount for each piece of what is to be sold more.
TEA_RATE, SPIF, SPIF_CAP = Decimal(14), Decimal("1.50"), Decimal(150)
IBANS = {
    "nordlicht": "DE89370400440532013000",
    "hafenhof": "DE02120300000000202051",
    "osmanthus": "NL91ABNA0417164300",
}
#: Who is paid by store credit.
BY_CREDIT = "slow-leaf"
TAKEN_AFTER = timedelta(days=12)
APPROVED_AFTER = timedelta(days=5)


def add_money(*, now: datetime) -> None:
    """Add rules, bank details, the ledger and its statements; nothing where there are rules."""
    if RewardRule.objects.exists() or not distributors():
        return
    _add_rules(now=now)
    for one, account in distributors():
        if one.code in IBANS:
            set_bank_details(account, holder=one.company, iban=IBANS[one.code], bic="", by=leader_of(one))
    book_backlog()
    for order in _orders(now=now):
        reward_order(order)
    _date_entries()
    _settle(now=now)


def _add_rules(*, now: datetime) -> None:
    since = timezone.localdate(now - RULES_SINCE)
    shared = {"currency": shop_currency(), "valid_from": since}
    rebate = RewardRule.objects.create(name="Quarterly rebate", kind=RewardRule.Kind.REBATE, **shared)
    RewardLevel.objects.bulk_create(
        RewardLevel(rule=rebate, volume=volume, rate=rate) for volume, rate in LEVELS
    )
    RewardRule.objects.create(
        name="Tea ware",
        kind=RewardRule.Kind.COMMISSION,
        rate=TEA_RATE,
        category=Category.objects.filter(slug=TEA_WARE).first(),
        **shared,
    )
    sold = Line.objects.filter(order__in=_brought().values("order"), product__isnull=False)
    most = sold.order_by().values("product").annotate(n=Count("pk")).order_by("-n", "product").first()
    if most is not None:
        RewardRule.objects.create(
            name="Piece of the season",
            kind=RewardRule.Kind.SPIF,
            amount=SPIF,
            cap=SPIF_CAP,
            product_id=most["product"],
            **shared,
        )


def _brought() -> QuerySet[Commission]:
    return Commission.objects.filter(kind=Commission.Kind.EARNED)


def _orders(*, now: datetime) -> Iterable[Order]:
    """List the last year's orders that partners brought or placed, the earliest first."""
    companies = PartnerAccount.objects.values("company")
    theirs = Q(pk__in=_brought().values("order")) | Q(company__in=companies)
    return Order.objects.filter(theirs, date_placed__gte=now - YEAR).order_by("date_placed", "pk")


def _date_entries() -> None:
    """Put entries back to the day of what they are about: order, return, payout, claim."""
    taken = Commission.objects.filter(kind=Commission.Kind.TAKEN_BACK).order_by("accrued_at")
    backs = dict(taken.values_list("order", "accrued_at"))
    claims = {f"claim/{key}": moment for key, moment in Claim.objects.values_list("pk", "decided_at")}
    entries = list(LedgerEntry.objects.select_related("order", "rule", "payout").order_by("pk"))
    for entry in entries:
        if entry.payout is not None:
            entry.booked_at = entry.payout.paid_at
        elif entry.order is not None:
            entry.booked_at = _moment(entry, entry.order, backs)
        elif (decided := claims.get(entry.key or "")) is not None:
            entry.booked_at = entry.payable_at = decided
    LedgerEntry.objects.bulk_update(entries, ["booked_at", "payable_at"], batch_size=200)


def _moment(entry: LedgerEntry, order: Order, backs: dict[int, datetime]) -> datetime:
    """Return when an order's entry was booked: a rebate counts what is paid, all else what is placed."""
    is_rebate = entry.rule is not None and entry.rule.kind == RewardRule.Kind.REBATE
    began = (order.paid_at if is_rebate else None) or order.date_placed
    if entry.amount > 0:
        return began
    return min(max(backs.get(order.pk, began + TAKEN_AFTER), began), timezone.now() - timedelta(days=1))


def _settle(*, now: datetime) -> None:
    """Draw up the statements; all but the latest month is approved, and what is payable of that is paid."""
    draw_statements(now=now)
    last = month_of(starts_at(month_of(now)) - timedelta(days=1))
    waiting = Statement.objects.filter(status=Statement.Status.DRAFT, month__lt=last)
    for statement in waiting.select_related("account").order_by("month", "account", "currency"):
        approve_statement(statement, closing=statement.closing, by=manager())
        at = starts_at(next_month(statement.month)) + APPROVED_AFTER
        Statement.objects.filter(pk=statement.pk).update(approved_at=at)
    for one, account in distributors():
        _pay(one, account, now=now)
    _send_file()
    draw_statements(now=now)


def _pay(one: Distributor, account: PartnerAccount, *, now: datetime) -> None:
    approved = Statement.objects.filter(
        account=account, status=Statement.Status.APPROVED, currency=shop_currency()
    )
    statement = approved.order_by("-month").first()
    if statement is None or one.code not in {*IBANS, BY_CREDIT}:
        return
    total = payable_by(statement, now=now)
    if total <= 0:
        return
    method = PayoutTransfer.Method.BANK if one.code in IBANS else PayoutTransfer.Method.CREDIT
    payout = pay_statement(statement, total=total, method=method, by=manager())
    yesterday = now - timedelta(days=1)
    Payout.objects.filter(pk=payout.pk).update(paid_at=yesterday)
    LedgerEntry.objects.filter(payout=payout).update(booked_at=yesterday)


def _send_file() -> None:
    """Put the first transfer into a file for the bank; the others wait for the next one."""
    transfer = waiting_transfers(shop_currency()).first()
    if transfer is not None:
        make_payment_file(
            [transfer.pk],
            file_format="sepa" if shop_currency() == "EUR" else "csv",
            currency=shop_currency(),
            total=transfer.payout.total,
            by=manager(),
        )
