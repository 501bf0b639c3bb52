"""Taking from budgets and giving back: conditional updates of a period's row, each with its entry.

All of them run in the caller's transaction or their own. Periods are touched in the order of their keys, so
that two orders never wait for each other in a circle. Amounts are gross, in the shop's currency.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.basket.models import Basket
from shop.budgets.events import BudgetNearlySpent
from shop.budgets.models import Budget, BudgetEntry, BudgetHold, BudgetPeriod
from shop.budgets.periods import period_of
from shop.budgets.queries import Spender, budgets_for, spender_of_order
from shop.events.services import publish
from shop.formats import format_money
from shop.order.exceptions import OrderRefused
from shop.order.models import Order
from shop.payments.queries import balance_of
from shop.user.models import User

Kind = BudgetEntry.Kind
State = BudgetHold.State
NOTHING = Decimal(0)


class BudgetExceededError(OrderRefused):
    """More is wanted than is left; `budget` says of what, `left` how much there is."""

    def __init__(self, budget: Budget, *, left: Decimal) -> None:
        self.budget, self.left = budget, left
        words = _("This order is above the budget “%(budget)s”: %(left)s is left.")
        super().__init__(words % {"budget": budget.name, "left": format_money(left, budget.currency)})


class BudgetTooSmallError(ValueError):
    """A budget cannot be made smaller than what is spent and reserved of it."""


def current_period(budget: Budget) -> BudgetPeriod | None:
    """Return the row of today's period, written by whoever asks first; None outside of the budget's days."""
    days = period_of(budget, timezone.localdate())
    if days is None:
        return None
    found, _made = BudgetPeriod.objects.get_or_create(
        budget=budget, starts_on=days[0], defaults={"ends_on": days[1], "amount": budget.amount}
    )
    return found


def _periods(budgets: Iterable[Budget]) -> list[BudgetPeriod]:
    found = [period for budget in budgets if (period := current_period(budget))]
    return sorted(found, key=lambda period: period.pk)


@transaction.atomic
def reserve(
    basket: Basket, spender: Spender, total: Decimal, *, currency: str, by: User | None
) -> list[Budget]:
    """Reserve a total for a basket in every budget that has so much left; return those that have not.

    A budget whose policy is to refuse raises BudgetExceededError instead, and nothing is reserved. Whatever
    the basket had reserved before is released first.
    """
    release(basket)
    exceeded = []
    for period in _periods(budgets_for(spender, currency=currency)):
        if total <= 0 or _take(period, total, field="reserved"):
            if total > 0:
                hold = BudgetHold.objects.create(period=period, basket=basket, amount=total)
                _enter(period, Kind.RESERVE, total, key=f"hold:{hold.pk}:reserve", by=by)
                _warn(period)
        elif period.budget.policy == Budget.Policy.REFUSE:
            raise BudgetExceededError(period.budget, left=_left(period))
        else:
            exceeded.append(period.budget)
    return exceeded


@transaction.atomic
def release(basket: Basket) -> None:
    """Give back what a basket has reserved; what was released or spent before stays so."""
    held = BudgetHold.objects.filter(basket=basket, state=State.RESERVED).select_related("period")
    for hold in held.order_by("period"):
        if BudgetHold.objects.filter(pk=hold.pk, state=State.RESERVED).update(state=State.RELEASED):
            BudgetPeriod.objects.filter(pk=hold.period_id).update(reserved=F("reserved") - hold.amount)
            _enter(hold.period, Kind.RELEASE, hold.amount, key=f"hold:{hold.pk}:release")


@transaction.atomic
def grant_excess(basket: Basket, spender: Spender, total: Decimal, *, currency: str, by: User | None) -> None:
    """Grant what a total exceeds budgets by whose policy is an approval: `by` has just approved it.

    To be called in the transaction that places the order, which takes the total then.
    """
    own = dict(BudgetHold.objects.filter(basket=basket, state=State.RESERVED).values_list("period", "amount"))
    for period in _periods(budgets_for(spender, currency=currency)):
        held = BudgetPeriod.objects.select_for_update().get(pk=period.pk)
        missing = total - (_left(held) + own.get(held.pk, NOTHING))
        if missing > 0 and period.budget.policy == Budget.Policy.APPROVAL:
            BudgetPeriod.objects.filter(pk=held.pk).update(extra=F("extra") + missing)
            count = held.entries.filter(kind=Kind.GRANT).count()
            _enter(held, Kind.GRANT, missing, key=f"grant:{held.pk}:{basket.pk}:{count}", by=by)


def spend(order: Order) -> None:
    """Take what an order comes to from every budget it counts against: the guard of placing an order.

    What its basket had reserved is used first. Raises BudgetExceededError, in words for the buyer, where a
    budget has not so much left; the caller's transaction is rolled back then.
    """
    spender = spender_of_order(order)
    basket = order.basket
    if spender is None or basket is None or order.total_incl_tax <= 0:
        return
    release(basket)
    for period in _periods(budgets_for(spender, currency=order.currency)):
        if not _take(period, order.total_incl_tax, field="spent"):
            raise BudgetExceededError(period.budget, left=_left(period))
        hold = BudgetHold.objects.create(
            period=period, basket=basket, order=order, amount=order.total_incl_tax, state=State.SPENT
        )
        _enter(period, Kind.SPEND, hold.amount, key=f"hold:{hold.pk}:spend", order=order, by=order.user)
        _warn(period)


@transaction.atomic
def settle(order: Order) -> None:
    """Bring what an order takes of budgets to what it is worth now; however often it is called.

    Cancelled orders are worth nothing, others their total without what was credited. What an order comes to
    beyond what it was placed at, because the shop changed it, is granted.
    """
    worth = NOTHING if order.is_cancelled else max(balance_of(order).value, NOTHING)
    holds = BudgetHold.objects.select_for_update().filter(order=order, state=State.SPENT)
    for hold in holds.select_related("period").order_by("period"):
        change = worth - (hold.amount - hold.returned)
        if change < 0:
            _give_back(hold, -change)
        elif change > 0:
            _take_more(hold, change)


def _give_back(hold: BudgetHold, amount: Decimal) -> None:
    BudgetHold.objects.filter(pk=hold.pk).update(returned=F("returned") + amount)
    BudgetPeriod.objects.filter(pk=hold.period_id).update(spent=F("spent") - amount)
    _enter(hold.period, Kind.REFUND, amount, key=_next_key(hold, "refund"), order=hold.order)


def _take_more(hold: BudgetHold, amount: Decimal) -> None:
    BudgetHold.objects.filter(pk=hold.pk).update(amount=F("amount") + amount)
    if not _take(hold.period, amount, field="spent"):
        BudgetPeriod.objects.filter(pk=hold.period_id).update(
            extra=F("extra") + amount, spent=F("spent") + amount
        )
        _enter(hold.period, Kind.GRANT, amount, key=_next_key(hold, "grant"), order=hold.order)
    _enter(hold.period, Kind.SPEND, amount, key=_next_key(hold, "spend"), order=hold.order)


def _next_key(hold: BudgetHold, what: str) -> str:
    """Name the next movement of a hold, whose row the caller has locked."""
    number = BudgetEntry.objects.filter(key__startswith=f"hold:{hold.pk}:").count()
    return f"hold:{hold.pk}:{what}:{number}"


def _take(period: BudgetPeriod, amount: Decimal, *, field: str) -> bool:
    """Add to what is spent or reserved if so much is left: one statement decides."""
    enough = BudgetPeriod.objects.filter(
        pk=period.pk,
        amount__gte=F("spent") + F("reserved") - F("extra") + amount,  # guard: budget-left
    )
    return bool(enough.update(**{field: F(field) + amount}))


def _left(period: BudgetPeriod) -> Decimal:
    row = BudgetPeriod.objects.get(pk=period.pk)
    return row.amount + row.extra - row.spent - row.reserved


def _enter(
    period: BudgetPeriod,
    kind: str,
    amount: Decimal,
    *,
    key: str,
    order: Order | None = None,
    by: User | None = None,
) -> None:
    BudgetEntry.objects.create(period=period, kind=kind, amount=amount, key=key, order=order, by=by)


def _warn(period: BudgetPeriod) -> None:
    """Tell once in a period that a budget is used up to its mark."""
    budget = period.budget
    mark = budget.amount * budget.warn_at_percent / 100
    reached = BudgetPeriod.objects.annotate(used=F("spent") + F("reserved")).filter(
        pk=period.pk, warned_at=None, used__gte=mark
    )
    if reached.update(warned_at=timezone.now()):
        publish(BudgetNearlySpent(period_id=period.pk))


@transaction.atomic
def save_budget(budget: Budget) -> Budget:
    """Write a budget; the period that runs gets its new amount.

    Raises BudgetTooSmallError when more is spent or reserved in it already; nothing is changed then.
    """
    budget.save()
    running = BudgetPeriod.objects.filter(budget=budget, ends_on__gte=timezone.localdate())
    try:
        with transaction.atomic():
            running.update(amount=budget.amount)
    except IntegrityError as error:
        raise BudgetTooSmallError(_("More than this is spent or reserved already.")) from error
    return budget
