"""The forecast of a period: what is achieved, what deals weigh, what is expected to be ordered again.

Each source is added up once by representative and territory, in one statement whatever there is of it; by
representative, team or territory the same cells are put together. The lists behind a figure are the rows of
the same queries.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

from django.db.models import ExpressionWrapper, F, Model, Q, QuerySet

from crm_core.customers.access.rows import CustomerScope
from crm_core.forecast.credit import OWNER, TERRITORY
from crm_core.forecast.deals import deals_in
from crm_core.forecast.orders import MONEY, orders_in
from crm_core.forecast.periods import Period
from crm_core.forecast.repeats import covered_repeats, repeats_in
from shop.money import MoneySum

NOTHING = Decimal("0.00")
COVERED = ExpressionWrapper(F("amount") - F("left"), output_field=MONEY)


@dataclass(kw_only=True)
class Amounts:
    """The parts of a forecast, tax included, in the shop's currency.

    `committed`, `best_case` and `pipeline` are whole amounts of open deals, less what was ordered of them;
    `weighted` all by their chance.
    """

    achieved: Decimal = NOTHING
    committed: Decimal = NOTHING
    best_case: Decimal = NOTHING
    pipeline: Decimal = NOTHING
    weighted: Decimal = NOTHING
    repeat: Decimal = NOTHING

    @property
    def forecast(self) -> Decimal:
        """What the period is expected to come to."""
        return self.achieved + self.weighted + self.repeat

    def __iadd__(self, other: "Amounts") -> Self:
        for part in PARTS:
            setattr(self, part, getattr(self, part) + getattr(other, part))
        return self


PARTS = tuple(field.name for field in fields(Amounts))
#: A representative and a territory, by number; either may be unknown.
Place = tuple[int | None, int | None]
Cells = Mapping[Place, Amounts]


def cells_of(period: Period, scope: CustomerScope) -> Cells:
    """Add up the forecast of what `scope` sees, by representative and territory; four statements."""
    cells: dict[Place, Amounts] = defaultdict(Amounts)
    if scope.is_empty:
        return cells
    for *place, value in _sums(orders_in(period), scope, MoneySum("value")):
        cells[_place(place)].achieved += value
    for *place, category, amount, weighted in (
        seen(deals_in(period), scope)
        .order_by()
        .values(OWNER, TERRITORY, "category")
        .annotate(total=MoneySum("left"), weight=MoneySum("weighted"))
        .values_list(OWNER, TERRITORY, "category", "total", "weight")
    ):
        cell = cells[_place(place)]
        setattr(cell, category, getattr(cell, category) + amount)
        cell.weighted += weighted
    for *place, value in _sums(repeats_in(period), scope, MoneySum("amount")):
        cells[_place(place)].repeat += value
    for *place, value in _sums(covered_repeats(period), scope, MoneySum(COVERED)):
        cells[_place(place)].repeat -= value
    return cells


def _place(values: Collection[int | None]) -> Place:
    owner, territory = values
    return owner, territory


def _sums(rows: QuerySet[Model], scope: CustomerScope, amount: MoneySum) -> Iterable[tuple]:
    grouped = seen(rows, scope).order_by().values(OWNER, TERRITORY).annotate(sum_of_cell=amount)
    return grouped.values_list(OWNER, TERRITORY, "sum_of_cell")


def seen(rows: QuerySet[Model], scope: CustomerScope) -> QuerySet[Model]:
    """Leave those rows that count for a representative or a territory that `scope` sees."""
    if scope.is_empty:
        return rows.none()
    return rows if scope.sees_all else rows.filter(scope.condition("credit_"))


def of_subject(
    rows: QuerySet[Model], *, by: str, owners: Collection[int], key: int | None
) -> QuerySet[Model]:
    """Leave the rows behind one line: of a representative, of a territory, or of a team of these `owners`."""
    if by == "team":
        return rows.filter(**{f"{OWNER}__in": sorted(owners)})
    column = TERRITORY if by == "territory" else OWNER
    return rows.filter(Q(**{f"{column}__isnull": True}) if key is None else Q(**{column: key}))


def together(cells: Cells, belongs: Callable[[Place], bool] = lambda _place: True) -> Amounts:
    """Add up the cells that belong to something."""
    total = Amounts()
    for place, amounts in cells.items():
        if belongs(place):
            total += amounts
    return total
