"""Commissions: earned with an order, payable after its return period, taken back with a cancellation."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision
from django.db import transaction
from django.db.models import Sum

from partners.accounts.models import PartnerAccount
from partners.commissions.models import Commission
from partners.commissions.queries import paid_orders_pending
from partners.referrals.queries import referral_of
from shop.order.models import Order

CANCELLED = "Cancelled"


class PayoutChangedError(Exception):
    """What is payable is no longer what the person saw; nothing was noted as paid."""


def commission_amount(base: Decimal, *, rate: Decimal, currency: str) -> Decimal:
    """Return `rate` per cent of `base`, rounded half up to what the currency's coins can pay."""
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    return (base * rate / 100).quantize(unit, rounding=ROUND_HALF_UP)


@transaction.atomic
def accrue_commission(order: Order) -> Commission | None:
    """Note what the partner who sent the buyer earns by an order; pending, once per order.

    The base is the order's lines after discounts, without tax and delivery; the rate is the
    account's at this moment. Nothing is earned by an order that nobody referred, that is
    cancelled, that the partner placed themselves, or while the account is suspended. The order
    row is locked, so that a cancellation comes wholly before or wholly after.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    referral = referral_of(order)
    if referral is None or referral.is_own_purchase or not referral.account.is_active:
        return None
    if order.status == CANCELLED:
        return None
    base = order.lines.aggregate(total=Sum("line_price_excl_tax", default=Decimal()))["total"]
    rate = referral.account.commission_rate
    commission, _created = Commission.objects.get_or_create(
        order=order,
        account=referral.account,
        kind=Commission.Kind.EARNED,
        defaults={
            "currency": order.currency,
            "base": base,
            "rate": rate,
            "amount": commission_amount(base, rate=rate, currency=order.currency),
            "accrued_at": order.date_placed,
        },
    )
    return commission


@transaction.atomic
def reverse_commission(order: Order, *, now: datetime) -> None:
    """Take back what a cancelled order earned; the same again changes nothing.

    What is not paid out yet is reversed. What is paid out stays as it was and gets a negative
    entry, payable at once, so that the next payout is smaller by it.
    """
    Order.objects.select_for_update().get(pk=order.pk)
    earned = Commission.objects.filter(order=order, kind=Commission.Kind.EARNED)
    open_states = [Commission.Status.PENDING, Commission.Status.PAYABLE]
    earned.filter(status__in=open_states).update(status=Commission.Status.REVERSED, reversed_at=now)
    for paid in earned.filter(status=Commission.Status.PAID):
        Commission.objects.get_or_create(
            order=order,
            account=paid.account,
            kind=Commission.Kind.TAKEN_BACK,
            defaults={
                "currency": paid.currency,
                "base": paid.base,
                "rate": paid.rate,
                "amount": -paid.amount,
                "status": Commission.Status.PAYABLE,
                "accrued_at": now,
                "payable_at": now,
            },
        )


def release_commissions(*, now: datetime) -> int:
    """Let commissions become payable whose orders were paid a return period ago; return how many.

    The period is the account's when the payment is seen first; the date is then fixed. Each step
    is a conditional update, so that two workers, or a cancellation in between, do no harm.
    """
    for entry in paid_orders_pending():
        undated = Commission.objects.filter(
            pk=entry.commission_id, status=Commission.Status.PENDING, payable_at=None
        )
        undated.update(payable_at=entry.paid_at + timedelta(days=entry.days))
    due = Commission.objects.filter(status=Commission.Status.PENDING, payable_at__lte=now)
    return due.update(status=Commission.Status.PAYABLE)


@transaction.atomic
def pay_out(account: PartnerAccount, *, currency: str, total: Decimal, now: datetime) -> int:
    """Note that `total` was transferred to a partner: all its payable entries become paid.

    Raises PayoutChangedError, with nothing noted, when the entries no longer add up to what the
    person saw and transferred. Returns how many entries that settled.
    """
    payable = Commission.objects.select_for_update().filter(
        account=account, currency=currency, status=Commission.Status.PAYABLE
    )
    entries = list(payable)
    if not entries or sum(entry.amount for entry in entries) != total:
        raise PayoutChangedError
    return Commission.objects.filter(
        pk__in=[entry.pk for entry in entries], status=Commission.Status.PAYABLE
    ).update(status=Commission.Status.PAID, paid_at=now)
