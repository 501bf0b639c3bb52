"""Which budgets an order of somebody counts against, and what is left of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from shop.b2b.access import CompanyAccess
from shop.b2b.models import CompanyContact
from shop.basket.models import Basket
from shop.budgets.models import Budget, BudgetHold, BudgetPeriod
from shop.budgets.periods import period_of
from shop.order.models import Order

NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Spender:
    """Who spends, and on whose account: `lineage` are the company's key and those of its parents."""

    lineage: tuple[int, ...]
    contact_id: int | None = None
    department_id: int | None = None
    cost_centre_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A budget in the period of a day; amounts gross, in its currency.

    `left` is what an order may take still; of the basket that was asked for, what it has reserved counts
    as left.
    """

    budget: Budget
    starts_on: date
    ends_on: date
    amount: Decimal
    spent: Decimal
    reserved: Decimal
    left: Decimal

    @property
    def used(self) -> Decimal:
        """What is spent or reserved."""
        return self.spent + self.reserved

    @property
    def percent(self) -> int:
        """How much of it is used, in whole percent, 100 at most."""
        return min(int(self.used * 100 / self.amount), 100) if self.amount else 100

    @property
    def is_warning(self) -> bool:
        """Whether it is used so far that its people are warned."""
        return self.percent >= self.budget.warn_at_percent

    @property
    def tone(self) -> str:
        """How the bar is coloured: bad where nothing is left, a warning where little is."""
        return "bad" if self.left <= 0 else "warn" if self.is_warning else "good"

    def is_exceeded_by(self, total: Decimal) -> bool:
        """Tell whether an order of a gross total would take more than is left."""
        return total > self.left


def spender_of(access: CompanyAccess, *, cost_centre_id: int | None = None) -> Spender:
    """Return who spends when somebody orders, on their usual cost centre without another."""
    return Spender(
        lineage=access.lineage,
        contact_id=access.contact_id,
        department_id=access.department_id,
        cost_centre_id=cost_centre_id or access.cost_centre_id,
    )


def spender_of_order(order: Order) -> Spender | None:
    """Return who spent with an order; None for one that no company placed. At most two queries."""
    if order.company is None:
        return None
    contact = CompanyContact.objects.filter(user=order.user_id or 0, company=order.company_id)
    return Spender(
        lineage=tuple(order.company.lineage_keys),
        contact_id=contact.values_list("pk", flat=True).first(),
        department_id=order.department_id,
        cost_centre_id=order.cost_centre_id,
    )


def budgets_for(spender: Spender, *, currency: str) -> list[Budget]:
    """List the budgets that an order counts against, by their keys; one query."""
    held = Q(contact=None, department=None, cost_centre=None)
    for name in ("contact_id", "department_id", "cost_centre_id"):
        if key := getattr(spender, name):
            held |= Q(**{name: key})
    found = Budget.objects.filter(held, company__in=spender.lineage, is_active=True, currency=currency)
    return list(found.select_related("company", "contact", "department", "cost_centre").order_by("pk"))


def standings(
    budgets: Iterable[Budget], *, day: date | None = None, basket: Basket | None = None
) -> list[Standing]:
    """Say what is left of budgets on a day (today), leaving out those whose days are over; two queries."""
    day = day or timezone.localdate()
    current = {budget.pk: (budget, days) for budget in budgets if (days := period_of(budget, day))}
    rows = {
        row.budget_id: row
        for row in BudgetPeriod.objects.filter(budget__in=list(current))
        if row.starts_on == current[row.budget_id][1][0]
    }
    own = _reserved_for(basket) if basket is not None and basket.pk and rows else {}
    return [_standing(budget, days, rows.get(key), own) for key, (budget, days) in current.items()]


def _reserved_for(basket: Basket) -> dict[int, Decimal]:
    held = BudgetHold.objects.filter(basket=basket, state=BudgetHold.State.RESERVED)
    return dict(held.values_list("period", "amount"))


def _standing(
    budget: Budget, days: tuple[date, date], row: BudgetPeriod | None, own: dict[int, Decimal]
) -> Standing:
    found = Standing(
        budget=budget,
        starts_on=days[0],
        ends_on=days[1],
        amount=budget.amount,
        spent=NOTHING,
        reserved=NOTHING,
        left=budget.amount,
    )
    if row is None:
        return found
    amount = row.amount + row.extra
    left = amount - row.spent - row.reserved + own.get(row.pk, NOTHING)
    return replace(found, amount=amount, spent=row.spent, reserved=row.reserved, left=left)


def standings_for(
    access: CompanyAccess, *, currency: str, cost_centre_id: int | None = None, basket: Basket | None = None
) -> list[Standing]:
    """Say what is left of every budget that an order of somebody would count against; three queries."""
    spender = spender_of(access, cost_centre_id=cost_centre_id)
    return standings(budgets_for(spender, currency=currency), basket=basket)
