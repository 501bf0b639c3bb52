"""Entries of the ledger: differences between what is due and what is booked, one booker at a time.

Whoever books computes what something comes to now and writes the difference to what was written before.
So an event that is told twice writes nothing the second time, and whatever chain of refunds and changes
an order goes through, its entries add up to what it comes to in the end.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission, Payout
from partners.rewards.models import LedgerEntry, Statement
from partners.rewards.periods import next_month, starts_at
from partners.rewards.queries import unsettled
from shop.money import MoneySum, is_payable
from shop.order.models import Order
from shop.order_statuses import CANCELLED

Kind, Why = LedgerEntry.Kind, LedgerEntry.Why


class BookingError(ValueError):
    """An amount that cannot be booked."""


def lock_ledger(account_id: int) -> PartnerAccount:
    """Hold the ledger of an account until the transaction ends: bookings and payouts go one by one."""
    rows = PartnerAccount.objects.select_for_update(no_key=True)  # guard: ledger-lock
    return rows.get(pk=account_id)


def booking_time(account_id: int, currency: str) -> datetime:
    """Return when an entry that is written now counts: after all that is frozen, under the ledger's lock."""
    now = timezone.now()
    frozen = Statement.objects.filter(
        account=account_id, currency=currency, status=Statement.Status.APPROVED
    ).order_by("-month")
    last = frozen.values_list("month", flat=True).first()
    return max(now, starts_at(next_month(last))) if last else now


@transaction.atomic
def book_commissions(order: Order, *, why: str = Why.EARNED) -> list[LedgerEntry]:
    """Bring the ledgers to what an order's commissions are now; the same again writes nothing."""
    return [
        entry
        for account_id in sorted(_accounts_of(order))
        if (entry := _book_commission(order, account_id, why=why)) is not None
    ]


def _accounts_of(order: Order) -> set[int]:
    return set(Commission.objects.filter(order=order).order_by().values_list("account_id", flat=True))


def _book_commission(order: Order, account_id: int, *, why: str) -> LedgerEntry | None:
    lock_ledger(account_id)
    rows = Commission.objects.filter(order=order, account=account_id)
    live = rows.exclude(status=Commission.Status.REVERSED)
    due = live.aggregate(amount=MoneySum("amount"))["amount"]
    earned = Q(kind=Commission.Kind.EARNED)
    bases = live.aggregate(earned=MoneySum("base", filter=earned), taken=MoneySum("base", filter=~earned))
    booked = LedgerEntry.objects.filter(order=order, account=account_id, kind=Kind.COMMISSION).aggregate(
        amount=MoneySum("amount"), base=MoneySum("base")
    )
    difference = due - booked["amount"]
    if not difference:
        return None
    first = rows.order_by("pk")[0]
    return LedgerEntry.objects.create(
        account_id=account_id,
        currency=first.currency,
        kind=Kind.COMMISSION,
        why=reason_of(order, difference, why=why),
        order=order,
        base=bases["earned"] - bases["taken"] - booked["base"],
        rate=first.rate,
        amount=difference,
        booked_at=booking_time(account_id, first.currency),
        payable_at=first.payable_at,
    )


def reason_of(order: Order, difference: Decimal, *, why: str = Why.EARNED) -> str:
    """Say why an order's entry is written: what takes back says by what."""
    if difference > 0:
        return why if why in {Why.CHANGED, Why.LEVEL} else Why.EARNED
    if order.status == CANCELLED:
        return Why.CANCELLED
    return why if why in {Why.CHANGED, Why.LEVEL} else Why.REFUNDED


@transaction.atomic
def book_credit(
    account: PartnerAccount, amount: Decimal, *, currency: str, key: str, note: str, base: Decimal
) -> LedgerEntry:
    """Credit an account once per `key`; payable at once. `base` is what it was reckoned from.

    Raises BookingError for nothing or less, or for what the currency cannot pay.
    """
    if amount <= 0 or not is_payable(amount, currency):
        raise BookingError(key)
    lock_ledger(account.pk)
    if found := LedgerEntry.objects.filter(key=key).first():  # guard: credit-booked-once
        return found
    now = booking_time(account.pk, currency)
    return LedgerEntry.objects.create(
        account=account,
        currency=currency,
        kind=Kind.CREDIT,
        why=Why.CLAIM,
        key=key,
        note=note,
        base=base,
        amount=amount,
        booked_at=now,
        payable_at=now,
    )


def settle_payout(payout: Payout, until: datetime | None) -> Decimal:
    """Book a payout and note the rewards and credits that go with it; return what they add up to.

    Called inside the payout's transaction. Rewards booked from `until` on are left for the next one.
    """
    lock_ledger(payout.account_id)
    rows = unsettled(now=payout.paid_at).filter(account=payout.account_id, currency=payout.currency)
    if until is not None:
        rows = rows.filter(booked_at__lt=until)
    taken = dict(rows.values_list("pk", "amount"))
    LedgerEntry.objects.filter(pk__in=taken).update(settled_by=payout)
    _book_payout(payout)
    return sum(taken.values(), Decimal(0))


def _book_payout(payout: Payout) -> None:
    LedgerEntry.objects.create(
        account_id=payout.account_id,
        currency=payout.currency,
        kind=Kind.PAYOUT,
        why=Why.PAID_OUT,
        payout=payout,
        note=payout.reference,
        amount=-payout.total,
        booked_at=booking_time(payout.account_id, payout.currency),
    )


def book_backlog() -> int:
    """Book commissions and payouts from before there was a ledger, as of now; return how many entries.

    What is booked already is left, so that it may be called again.
    """
    orders = Order.objects.filter(pk__in=Commission.objects.order_by().values("order")).order_by("pk")
    written = sum(len(book_commissions(order)) for order in orders.iterator())
    for payout in Payout.objects.filter(ledger_entry=None).order_by("pk"):
        written += _book_former_payout(payout)
    return written


@transaction.atomic
def _book_former_payout(payout: Payout) -> int:
    lock_ledger(payout.account_id)
    if not payout.total or LedgerEntry.objects.filter(payout=payout).exists():
        return 0
    _book_payout(payout)
    return 1


def date_entries(order: Order, payable_at: dict[int, datetime]) -> None:
    """Say from when what a paid order earned is payable, by account; dates that are set stay."""
    undated = LedgerEntry.objects.filter(order=order, payable_at=None)
    for account_id, moment in sorted(payable_at.items()):
        undated.filter(account=account_id).update(payable_at=moment)


def release_entries(orders: Iterable[Order], *, now: datetime) -> None:
    """Let what cancelled orders earned and gave back, which is nothing in sum, be settled next."""
    LedgerEntry.objects.filter(order__in=orders, payable_at=None).update(payable_at=now)
