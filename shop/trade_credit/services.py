"""Limits, and letting what is owed follow the money.

Locks are taken in one sequence: the order's row, then the account's. `settle` is safe to call at any time and
however often: it compares what is written down with what the ledger of payments says now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.b2b.models import Company
from shop.events.services import publish
from shop.money import is_payable
from shop.order.models import Order
from shop.order.services import lock_order, lock_orders
from shop.order_statuses import CANCELLED
from shop.payments.models import WriteOff
from shop.payments.queries import balance_of
from shop.trade_credit.events import CreditLimitChanged
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.models import CreditAccount, CreditEntry, Receivable
from shop.trade_credit.models.accounts import ZERO
from shop.trade_credit.placing import purchase_key
from shop.trade_credit.posting import move, write
from shop.trade_credit.queries import account_for
from shop.user.models import User

SET_LIMIT = "trade_credit.limit_creditaccount"
Kind = CreditEntry.Kind
#: What a write-off of each kind is called in the ledger of a limit.
KINDS_OF_WRITE_OFFS = {
    WriteOff.Kind.CREDIT: Kind.REFUND,
    WriteOff.Kind.DISCOUNT: Kind.DISCOUNT,
    WriteOff.Kind.LOSS: Kind.WRITE_OFF,
}


@dataclass(frozen=True, kw_only=True)
class _Cause:
    """Something that made an order owe less."""

    kind: Kind
    key: str
    amount: Decimal
    reason: str = ""


@transaction.atomic
def settle(order: Order, *, within_limit: bool = False) -> Receivable | None:
    """Let what is owed of an order on account be what the ledger of payments says; None for any other order.

    Each payment, credit and write-off becomes one entry of the account, once; what else changed the order
    (pieces added or taken away, cancelling) is an adjustment or a revert. Safe to repeat, in whatever order
    events come. What becomes due beyond the limit is tolerated: it is owed anyhow. `within_limit`: it is not
    agreed yet, so LimitExceededError is raised and nothing is written.
    """
    locked = lock_order(order)  # guard: credit-settle-lock
    receivable = Receivable.objects.select_related("account").filter(order=locked).first()
    if receivable is None:
        return None
    target = ZERO if locked.status == CANCELLED else balance_of(locked).outstanding
    if target == receivable.owed:
        return receivable
    if receivable.account is not None:
        _post(receivable, locked, target, within_limit=within_limit)
    receivable.owed = target
    receivable.settled_at = None if target else timezone.now()
    receivable.save(update_fields=["owed", "settled_at"])
    return receivable


def _post(receivable: Receivable, order: Order, target: Decimal, *, within_limit: bool) -> None:
    account, left = receivable.account, receivable.owed
    if account is None:
        return
    for cause in _causes(receivable, order):
        amount = min(cause.amount, left - target)
        if amount > 0 and move(account, cause.kind, -amount, key=cause.key, order=order, reason=cause.reason):
            left -= amount
    if left == target:
        return
    number = CreditEntry.objects.filter(order=order).count()
    kind = Kind.REVERT if order.status == CANCELLED else Kind.ADJUST
    reason = _("Order cancelled") if kind == Kind.REVERT else _("Order changed")
    key = f"{purchase_key(order)}:{number}"
    move(account, kind, target - left, key=key, order=order, tolerate=not within_limit, reason=reason)


def _causes(receivable: Receivable, order: Order) -> Iterator[_Cause]:
    """List what came since the order was placed and is not in the account's ledger yet, the oldest first."""
    known = set(CreditEntry.objects.filter(order=order).values_list("key", flat=True))
    since = receivable.created_at
    found: list[tuple[object, _Cause]] = []
    for charge in order.charges.filter(amount_captured__gt=0, created_at__gt=since):
        cause = _Cause(
            kind=Kind.PAYMENT, key=f"charge:{charge.pk}", amount=charge.amount_captured, reason=charge.label
        )
        found.append((charge.created_at, cause))
    for off in order.write_offs.filter(created_at__gt=since):
        kind = KINDS_OF_WRITE_OFFS[WriteOff.Kind(off.kind)]
        cause = _Cause(kind=kind, key=f"write-off:{off.pk}", amount=off.amount, reason=off.reason)
        found.append((off.created_at, cause))
    for _at, cause in sorted(found, key=lambda pair: (pair[0], pair[1].key)):
        if cause.key not in known:
            yield cause


def settle_open(limit: int = 1000) -> int:
    """Settle the orders that owe something, and give those without an account to one that came since.

    Run daily: it finds what an event that was lost left behind. Returns how many were looked at.
    """
    looked = 0
    for receivable in Receivable.objects.filter(owed__gt=0).select_related("order").order_by("pk")[:limit]:
        if receivable.account_id is None:
            adopt(receivable)
        settle(receivable.order)
        looked += 1
    return looked


@transaction.atomic
def open_account(
    company: Company, *, currency: str, limit: Decimal | None, by: User | None, reason: str, key: str
) -> CreditAccount:
    """Open a company's account in a currency with a limit (gross; None: none); one that is open is returned.

    What the company and those below it owe without an account counts from now on. Raises CreditRefusedError
    as `set_limit`.
    """
    _check_right(by, reason)
    account, is_new = CreditAccount.objects.get_or_create(company=company, currency=currency)
    if not is_new:
        return account
    loose = Receivable.objects.filter(
        company__path__startswith=company.path, account=None, currency=currency, owed__gt=0
    )
    lock_orders(loose.values_list("order", flat=True))  # all before the account, as whoever settles one does
    for receivable in loose.order_by("order_id"):
        adopt(receivable)
    set_limit(account, limit, by=by, reason=reason, key=key)
    account.refresh_from_db()
    return account


@transaction.atomic
def adopt(receivable: Receivable) -> None:
    """Count an order without an account on the one that its company buys on now, if there is one."""
    locked = lock_order(Order.objects.get(pk=receivable.order_id))
    receivable.refresh_from_db()
    account = account_for(receivable.company, receivable.currency)
    if account is None or receivable.account_id is not None:
        return
    move(account, Kind.PURCHASE, receivable.owed, key=purchase_key(locked), order=locked, tolerate=True)
    Receivable.objects.filter(pk=receivable.pk).update(account=account)


@transaction.atomic
def set_limit(
    account: CreditAccount, limit: Decimal | None, *, by: User | None, reason: str, key: str
) -> CreditEntry | None:
    """Give an account another limit (gross, its currency; None: none), once per `key`; None: nothing to do.

    One below what is used is allowed: nothing more is sold then until enough is paid. Effects: the account,
    an "allocate" entry, the audit log, `CreditLimitChanged`. Raises CreditRefusedError without a reason, for
    an amount that the currency cannot pay, or where the person `by` may not.
    """
    _check_right(by, reason)
    if limit is not None and (limit < 0 or not is_payable(limit, account.currency)):
        raise CreditRefusedError(_("This amount is not possible in this currency."))
    locked = CreditAccount.objects.select_for_update().get(pk=account.pk)
    before = locked.limit
    if CreditEntry.objects.filter(key=f"limit:{key}").exists() or before == limit:
        return None
    over = ZERO if limit is None else max(locked.used - limit, ZERO)
    CreditAccount.objects.filter(pk=account.pk).update(limit=limit, tolerated=over)
    change = (limit or ZERO) - (before or ZERO)
    entry = write(account, Kind.ALLOCATE, change, key=f"limit:{key}", by=by, reason=reason.strip())
    detail = {"before": _text(before), "after": _text(limit), "reason": reason.strip()}
    record(
        "trade_credit.limit",
        actor=by,
        model="trade_credit.creditaccount",
        object_id=account.pk,
        detail={**detail, "currency": account.currency},
    )
    publish(CreditLimitChanged(company_id=locked.company_id, entry_id=entry.pk))
    return entry


@transaction.atomic
def set_rules(
    account: CreditAccount,
    *,
    policy: str,
    status: str,
    overdue_block_days: int | None,
    by: User | None,
    reason: str,
) -> CreditAccount:
    """Say what becomes of orders above the limit, and whether the account is blocked; audited.

    Raises CreditRefusedError without a reason or where the person `by` may not.
    """
    _check_right(by, reason)
    locked = CreditAccount.objects.select_for_update().get(pk=account.pk)
    wanted = {"policy": policy, "status": status, "overdue_block_days": overdue_block_days}
    before = {name: getattr(locked, name) for name in wanted}
    if before == wanted:
        return locked
    CreditAccount.objects.filter(pk=account.pk).update(**wanted)
    record(
        "trade_credit.rules",
        actor=by,
        model="trade_credit.creditaccount",
        object_id=account.pk,
        detail={"before": before, "after": wanted, "reason": reason.strip()},
    )
    locked.refresh_from_db()
    return locked


def _check_right(by: User | None, reason: str) -> None:
    if by is not None and not by.has_perm(SET_LIMIT):
        raise CreditRefusedError(_("You do not have permission to set credit limits."))
    if not reason.strip():
        raise CreditRefusedError(_("Please give a reason."))


def _text(limit: Decimal | None) -> str:
    return "" if limit is None else f"{limit:f}"
