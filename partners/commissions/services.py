"""Commissions: earned with an order, payable after its return period, taken back as its money goes back."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.db.models import QuerySet

from partners.accounts.attribution import attribution_of
from partners.accounts.models import PartnerAccount
from partners.commissions.events import CommissionChanged
from partners.commissions.models import Commission, Payout
from partners.commissions.payable import PAYABLE_SOURCES
from partners.commissions.rates import commission_rate_of
from shop.events.services import publish
from shop.money import MoneySum, round_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED
from shop.payments.models import Refund
from shop.payments.queries import goods_money_returned
from shop.user.models import User

#: Not paid out yet.
OPEN = (Commission.Status.PENDING, Commission.Status.PAYABLE)
#: Parts of a base are kept to a thousandth, as the base itself.
MILL = Decimal("0.001")


class PayoutChangedError(Exception):
    """What is payable is no longer what the person saw; nothing was noted as paid."""


def commission_amount(base: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return `rate` per cent of `base`, rounded half up to what the currency's coins can pay."""
    return round_money(base * rate / 100, currency)


@transaction.atomic
def accrue_commission(order: Order) -> Commission | None:
    """Note what the partner to whom an order is owed earns by it; pending, once per order.

    Whose it is says `attribution_of`: a registered deal, a link followed. The base is the order's lines
    after discounts, without tax and delivery; the rate is the tier's or else the account's at this
    moment. Nothing is earned by an order that nobody brought, that is
    cancelled, that the partner placed themselves, or while the account is suspended. The order
    row is locked, so that a cancellation comes wholly before or wholly after.
    """
    order = lock_order(order)
    owed = attribution_of(order)
    if owed is None or owed.is_own_purchase or not owed.account.is_active:
        return None
    if order.status == CANCELLED:
        return None
    base = order.lines.aggregate(total=MoneySum("line_price_excl_tax"))["total"]
    rate = commission_rate_of(owed.account)
    commission, is_new = Commission.objects.get_or_create(
        order=order,
        account=owed.account,
        kind=Commission.Kind.EARNED,
        defaults={
            "currency": order.currency,
            "base": base,
            "rate": rate,
            "amount": commission_amount(base, rate=rate, currency=order.currency),
            "accrued_at": order.date_placed,
            # The payment's own delivery may have come before this one.
            "payable_at": _payable_at(order, owed.account),
        },
    )
    if is_new:
        _tell(order)
    return commission


@transaction.atomic
def reverse_commission(order: Order, *, now: datetime) -> None:
    """Take back all that an order earned and that was not taken back before; the same again changes nothing.

    What is not paid out yet is reversed, with what was taken back of it for refunds. What is paid out
    stays as it was; the rest of it gets a negative entry, payable at once, so that the next payout is
    smaller by it.
    """
    lock_order(order)
    for earned in _earned(order):
        if earned.status in OPEN:
            entries = Commission.objects.filter(order=order, account=earned.account, status__in=OPEN)
            entries.update(status=Commission.Status.REVERSED, reversed_at=now)
        elif earned.status == Commission.Status.PAID:
            amount, base = _taken_back(earned)
            rest = (earned.amount - amount, earned.base - base)
            _claw_back(earned, *rest, refund=None, now=now)
    _tell(order)


@transaction.atomic
def reverse_refunded_share(refund: Refund, *, now: datetime) -> None:
    """Take back the share of a commission that a refund's part of the goods' money earned, once per refund.

    In proportion to the gross price of the goods: delivery and what was paid too much earn nothing,
    so their refund takes nothing back. Rounded so that the shares of all refunds add up to the
    commission. A negative entry says so; it is payable when the commission is, at once when that is
    paid out already.
    """
    order = lock_order(refund.order)
    goods = order.total_incl_tax - order.shipping_incl_tax
    if goods <= 0 or Commission.objects.filter(refund=refund).exists():
        return
    for earned in _earned(order).exclude(status=Commission.Status.REVERSED):
        amount, base = _taken_back(earned)
        base_left, left = _due(order, earned)
        back = (earned.amount - left - amount, earned.base - base_left - base)
        _claw_back(earned, *back, refund=refund, now=now)
    _tell(order)


@transaction.atomic
def rebase_commission(order: Order, *, now: datetime) -> bool:
    """Let a commission be what an order is worth after a change; return whether there is one.

    Not paid out yet it is written anew, up or down. Paid out it stays, and what it was too much is taken back
    by a negative entry; what was added after the payout earns nothing.
    """
    order = lock_order(order)
    found = list(_earned(order).exclude(status=Commission.Status.REVERSED))
    for earned in found:
        base, amount = _due(order, earned)
        taken, taken_base = _taken_back(earned)
        if earned.status in OPEN:
            earned.base, earned.amount = base + taken_base, amount + taken
            earned.save(update_fields=["base", "amount"])
        else:
            _claw_back(
                earned, earned.amount - amount - taken, earned.base - base - taken_base, refund=None, now=now
            )
    if found:
        _tell(order)
    return bool(found)


def _tell(order: Order) -> None:
    publish(CommissionChanged(order_id=order.pk))


def _due(order: Order, earned: Commission) -> tuple[Decimal, Decimal]:
    """Return base and amount of a commission by what the goods are worth now, less what went back of them."""
    goods = order.total_incl_tax - order.shipping_incl_tax
    net = order.lines.aggregate(total=MoneySum("line_price_excl_tax"))["total"]
    if goods <= 0:
        return Decimal("0.00"), Decimal("0.00")
    returned = min(goods_money_returned(order), goods)
    base = (net * (goods - returned) / goods).quantize(MILL, rounding=ROUND_HALF_UP)
    return base, commission_amount(base, rate=earned.rate, currency=earned.currency)


def _earned(order: Order) -> QuerySet[Commission]:
    return Commission.objects.select_for_update().filter(order=order, kind=Commission.Kind.EARNED)


def _taken_back(earned: Commission) -> tuple[Decimal, Decimal]:
    """Return how much of a commission, and of its base, was taken back before; both positive."""
    entries = Commission.objects.filter(
        order=earned.order_id, account=earned.account_id, kind=Commission.Kind.TAKEN_BACK
    ).exclude(status=Commission.Status.REVERSED)
    sums = entries.aggregate(amount=MoneySum("amount"), base=MoneySum("base"))
    return -sums["amount"], sums["base"]


def _claw_back(
    earned: Commission, amount: Decimal, base: Decimal, *, refund: Refund | None, now: datetime
) -> None:
    if amount <= 0:
        return
    is_open = earned.status in OPEN
    Commission.objects.get_or_create(
        order_id=earned.order_id,
        account_id=earned.account_id,
        kind=Commission.Kind.TAKEN_BACK,
        refund=refund,
        defaults={
            "currency": earned.currency,
            "base": base,
            "rate": earned.rate,
            "amount": -amount,
            "status": earned.status if is_open else Commission.Status.PAYABLE,
            "accrued_at": now,
            "payable_at": earned.payable_at if is_open else now,
        },
    )


@transaction.atomic
def set_payable_date(order: Order) -> None:
    """Fix from when a paid order's commission is payable; once fixed, the date stays.

    That is the account's return period, as it is now, after the order was paid.
    """
    order = lock_order(order)
    undated = Commission.objects.filter(order=order, status=Commission.Status.PENDING, payable_at=None)
    for commission in undated.select_related("account"):
        commission.payable_at = _payable_at(order, commission.account)
        commission.save(update_fields=["payable_at"])


def release_commissions(*, now: datetime) -> int:
    """Let those become payable whose return period is over; return how many.

    One conditional update, so that two workers, or a cancellation in between, do no harm.
    """
    due = Commission.objects.filter(status=Commission.Status.PENDING, payable_at__lte=now)
    return due.update(status=Commission.Status.PAYABLE)


@transaction.atomic
def pay_out(
    account: PartnerAccount,
    *,
    currency: str,
    total: Decimal,
    now: datetime,
    reference: str = "",
    by: User | None = None,
    until: datetime | None = None,
) -> Payout:
    """Note that `total` was transferred to a partner: all its payable entries become paid.

    `until` leaves out what was earned from then on. What slices above owe beside commissions
    (`PAYABLE_SOURCES`) goes with it. Raises PayoutChangedError, with nothing noted, when it no longer adds
    up to what the person saw and transferred; so a second click and a second person find nothing payable.
    """
    if not total:
        raise PayoutChangedError
    payable = Commission.objects.select_for_update().filter(
        account=account, currency=currency, status=Commission.Status.PAYABLE
    )
    entries = list(payable.filter(accrued_at__lt=until) if until else payable)
    payout = Payout.objects.create(
        account=account,
        currency=currency,
        total=total,
        reference=reference,
        paid_at=now,
        noted_by=by,
    )
    held = Commission.objects.filter(pk__in=[entry.pk for entry in entries], status=Commission.Status.PAYABLE)
    held.update(status=Commission.Status.PAID, paid_at=now, payout=payout)
    settled = [entry.amount for entry in entries]
    settled += [source.settle(payout, until) for source in PAYABLE_SOURCES]
    if not any(settled) or sum(settled) != total:
        raise PayoutChangedError
    return payout


def _payable_at(order: Order, account: PartnerAccount) -> datetime | None:
    """Count the return period from the order's first payment; None while it is not paid."""
    return order.paid_at + timedelta(days=account.return_period_days) if order.paid_at else None
