"""What would have been said of a customer in the days before they were looked at for the first time.

So that a rule can be tried on the past (its dry run reads the event log), and a page tells since when
something holds. What is bought together is not known of the past: gaps are told from today on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm_core.order_signals.order_facts import OrderFacts
from crm_core.order_signals.shop_model import ShopModel
from crm_core.order_signals.signals import Account, Near, Told, next_look, signals_at
from crm_core.order_signals.thresholds import Thresholds

#: As far back as a dry run goes.
PAST_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A signal with the day on which a daily look would have found it, and that on which it had ended."""

    told: Told
    found_on: date
    ended_on: date | None
    #: It held when the walk began: nobody knows when it would have been found.
    is_old: bool


def spells(account: Account, *, today: date, model: ShopModel, rules: Thresholds) -> list[Spell]:
    """Tell what held on the 90 days before today; days on which nothing can change are left out."""
    first = today - timedelta(days=PAST_DAYS)
    begun: dict[tuple[str, int], tuple[Told, date]] = {}
    over: list[Spell] = []
    for day in _days(account, first=first, today=today, model=model, rules=rules):
        now = {
            (str(one.kind), one.order): one
            for one in signals_at(account, day=day, model=model, near=Near(), rules=rules)
        }
        for key in [key for key in begun if key not in now]:
            told, found_on = begun.pop(key)
            over.append(Spell(told=told, found_on=found_on, ended_on=day, is_old=found_on == first))
        for key, one in now.items():
            begun.setdefault(key, (one, day))
    over += [
        Spell(told=told, found_on=found_on, ended_on=None, is_old=found_on == first)
        for told, found_on in begun.values()
    ]
    return sorted(over, key=lambda spell: (spell.found_on, str(spell.told.kind), spell.told.order))


def _days(
    account: Account, *, first: date, today: date, model: ShopModel, rules: Thresholds
) -> Iterator[date]:
    """Give the days before today on which something may be another than the day before."""
    happened = sorted(day for day in _happened(account) if first < day < today)
    day = first
    while day < today:
        yield day
        following = next_look(account, day=day, model=model, rules=rules)
        day = min([following, *(one for one in happened if one > day)])


def _happened(account: Account) -> set[date]:
    """Return the days on which something came to be known."""
    found = {purchase.day for purchase in account.history.purchases}
    for order in account.orders:
        found.update(day for day in _days_of(order) if day is not None)
        found.update(order.trouble_on)
    return found


def _days_of(order: OrderFacts) -> tuple[date | None, ...]:
    return (order.placed_on, order.paid_on, order.dispatched_on, order.cancelled_on, order.reviewed_on)
