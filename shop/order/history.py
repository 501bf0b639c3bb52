"""What happened to an order, in one timeline: every slice above adds what it knows.

HISTORY.register(HistorySource(name="payments", entries=payment_entries))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.functional import Promise

from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One thing that happened: when, what in a few words, more (`text`), by whom, and where it is read.

    `tone` is "good", "warn" or "bad" where that matters, `kind` names it for the style of its row.
    """

    at: datetime
    title: str | Promise
    text: str | Promise = ""
    by: str = ""
    url: str = ""
    tone: str = ""
    kind: str = "event"


@dataclass(frozen=True, kw_only=True)
class HistorySource:
    """What one slice knows of an order; users without `permission` (empty: everybody) do not see it."""

    name: str
    entries: Callable[[Order], Iterable[HistoryEntry]]
    permission: str = ""


HISTORY: Registry[HistorySource] = Registry("source of an order's timeline")


def history_of(order: Order, user: User | AnonymousUser) -> list[HistoryEntry]:
    """Gather what this user may know of an order, the latest first."""
    seen = [source for source in HISTORY if not source.permission or user.has_perm(source.permission)]
    return sorted(
        (entry for source in seen for entry in source.entries(order)),
        key=lambda entry: entry.at,
        reverse=True,
    )
