"""The days of a budget's periods: calendar months, quarters and years of the shop."""

from calendar import monthrange
from datetime import date

from shop.budgets.models import Budget

MONTHS = {Budget.Period.MONTH: 1, Budget.Period.QUARTER: 3, Budget.Period.YEAR: 12}


def period_of(budget: Budget, day: date) -> tuple[date, date] | None:
    """Return first and last day of the period that a day lies in; None outside of the budget's days."""
    if (budget.starts_on and day < budget.starts_on) or (budget.ends_on and day > budget.ends_on):
        return None
    if budget.period == Budget.Period.ONCE:
        return (budget.starts_on, budget.ends_on) if budget.starts_on and budget.ends_on else None
    months = MONTHS[Budget.Period(budget.period)]
    first = (day.month - 1) // months * months + 1
    last = first + months - 1
    return date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1])
