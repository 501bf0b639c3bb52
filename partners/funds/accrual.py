"""Co-op: paid orders of a partner's company add to what it has of a budget, by the rate of its tier."""

from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils import timezone

from partners.accounts.models import PartnerAccount
from partners.funds.models import Allocation, AllocationEntry, FundBudget
from partners.funds.services import allocation_of
from partners.tiers.queries import benefits_of
from shop.money import MoneySum, round_money
from shop.order.models import Order
from shop.order.services import lock_order
from shop.payments.queries import goods_money_returned

NOTHING = Decimal("0.00")
MILL = Decimal("0.001")
WHOLE = Decimal(100)


@transaction.atomic
def settle_accrual(order: Order) -> Decimal:
    """Bring what an order accrues to what it is worth now, however often it is called; return the change.

    That is the rate of the tier at the first payment, of the net goods whose money is kept; nothing for an
    order that is not paid or is cancelled. The budget that accrues on the day of the order gives no more than
    it has left, and what is committed already is not taken back. The order is locked meanwhile.
    """
    order = lock_order(order)
    entries = AllocationEntry.objects.filter(order=order, kind=AllocationEntry.Kind.ORDER)
    first = entries.order_by("pk").select_related("allocation").first()
    if first is not None:
        return _add(order, first.allocation_id, first.rate or NOTHING)
    account = _account(order)
    budget = _budget(order) if account and order.paid_at and not order.is_cancelled else None
    rate = benefits_of(account).fund_percent if account and budget else NOTHING
    if account is None or budget is None or rate <= 0:
        return NOTHING
    return _add(order, allocation_of(budget, account).pk, rate)


def _account(order: Order) -> PartnerAccount | None:
    """Return the account whose company bought; of several the oldest, as revenue is counted."""
    if order.company_id is None:
        return None
    rows = PartnerAccount.objects.filter(company=order.company_id, status=PartnerAccount.Status.ACTIVE)
    return rows.order_by("pk").first()


def _budget(order: Order) -> FundBudget | None:
    day = timezone.localdate(order.date_placed, timezone.get_default_timezone())
    rows = FundBudget.objects.filter(accrues=True, currency=order.currency)
    return rows.filter(starts_on__lte=day, ends_on__gte=day).order_by("pk").first()


def _add(order: Order, allocation_id: int, rate: Decimal) -> Decimal:
    budget_id = Allocation.objects.values_list("budget_id", flat=True).get(pk=allocation_id)
    budget = FundBudget.objects.select_for_update(of=("self",)).get(pk=budget_id)  # guard: accrual-in-budget
    held = Allocation.objects.select_for_update(of=("self",)).get(pk=allocation_id)
    entries = AllocationEntry.objects.filter(order=order, kind=AllocationEntry.Kind.ORDER)
    had = entries.aggregate(sum=MoneySum("amount"))["sum"]
    wanted = round_money(_worth(order) * rate / WHOLE, order.currency) - had
    change = min(wanted, budget.total - budget.allocated)
    change = max(change, held.committed - held.amount)
    if not change:
        return NOTHING
    FundBudget.objects.filter(pk=budget.pk).update(allocated=budget.allocated + change)
    Allocation.objects.filter(pk=held.pk).update(amount=held.amount + change)
    AllocationEntry.objects.create(
        allocation=held,
        kind=AllocationEntry.Kind.ORDER,
        order=order,
        amount=change,
        rate=rate,
        made_at=timezone.now(),
    )
    return change


def _worth(order: Order) -> Decimal:
    """Return the net goods of what is kept of an order's money."""
    goods = order.total_incl_tax - order.shipping_incl_tax
    if order.is_cancelled or order.paid_at is None or goods <= 0:
        return NOTHING
    net = order.total_excl_tax - order.shipping_excl_tax
    kept = goods - min(goods_money_returned(order), goods)
    return (net * kept / goods).quantize(MILL, rounding=ROUND_DOWN)
