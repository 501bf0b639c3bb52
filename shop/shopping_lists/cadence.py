"""When a template is due: every so many weeks or months from its day on."""

import calendar
from datetime import date, timedelta

from shop.shopping_lists.models import ShoppingList


def next_day(day: date, *, cadence: str, every: int) -> date:
    """Return the day one step on; a month that is too short gives its last day."""
    if cadence == ShoppingList.Cadence.WEEKS:
        return day + timedelta(weeks=every)
    month = day.month - 1 + every
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def day_after(shopping_list: ShoppingList, *, today: date) -> date:
    """Return the first day of a list's cadence after today and after its next day."""
    day = shopping_list.next_due or today
    step = 1
    while True:  # from the same day each time: the 31st stays the 31st after a short month
        found = next_day(day, cadence=shopping_list.cadence, every=shopping_list.every * step)
        if found > today:
            return found
        step += 1
