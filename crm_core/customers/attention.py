"""What the top of the customer page says: figures, what is open, what to do next. Every package adds its own.

    OPEN_ITEMS.register(OpenSource(name="unpaid", read=unpaid, order=10, permission="order.view_order"))
    SUGGESTIONS.register(SuggestionSource(name="reorder", read=reorder, order=10))
    FIGURES.register(CustomerFigures(name="rhythm", read=rhythm, order=10))

Each `read` takes the customer and the user and answers in as many queries whatever there is. A source that
fails is logged and left out.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Generic, TypeVar

from django.db import DatabaseError, transaction
from django.utils.functional import Promise

from crm_core.customers.models import Customer
from shop.backoffice.record import RecordFigure
from shop.registry import Registry
from shop.user.models import User

logger = logging.getLogger(__name__)
T = TypeVar("T")
GOOD, WARN, BAD = "good", "warn", "bad"
MOST_SUGGESTIONS = 3


@dataclass(frozen=True, kw_only=True)
class OpenItem:
    """Something that waits: what, a few words on it, where it is dealt with; "bad" tells what is late."""

    label: str | Promise
    note: str = ""
    url: str = ""
    tone: str = WARN


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """What to do next and why; the more `weight`, the sooner. `action` is the page's "mail", "call" ..."""

    label: str | Promise
    reason: str
    weight: int
    url: str = ""
    action: str = ""


@dataclass(frozen=True, kw_only=True)
class Source(Generic[T]):
    """Where some of it comes from; users without `permission` do not get it."""

    name: str
    read: Callable[[Customer, User], Sequence[T]]
    order: int
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class OpenSource(Source[OpenItem]):
    """Where open things come from."""


@dataclass(frozen=True, kw_only=True)
class SuggestionSource(Source[Suggestion]):
    """Where suggestions come from."""


@dataclass(frozen=True, kw_only=True)
class CustomerFigures(Source[RecordFigure]):
    """Where figures come from."""


def _place(source: Source[T]) -> tuple[int, str]:
    return source.order, source.name


OPEN_ITEMS: Registry[OpenSource] = Registry("source of open things of a customer", sort=_place)
SUGGESTIONS: Registry[SuggestionSource] = Registry("source of suggestions for a customer", sort=_place)
FIGURES: Registry[CustomerFigures] = Registry("source of figures of a customer", sort=_place)


def open_items(customer: Customer, user: User) -> list[OpenItem]:
    """List what waits with a customer, in the order of the sources."""
    return _gathered("Open things", OPEN_ITEMS, customer, user)


def suggestions(customer: Customer, user: User) -> list[Suggestion]:
    """List the three weightiest things to do next."""
    found = _gathered("Suggestions", SUGGESTIONS, customer, user)
    return sorted(found, key=lambda suggestion: -suggestion.weight)[:MOST_SUGGESTIONS]


def customer_figures(customer: Customer, user: User) -> list[RecordFigure]:
    """List the figures that this user may see; none where the database refuses one."""
    try:
        with transaction.atomic():
            return _gathered("Figures", FIGURES, customer, user)
    except DatabaseError:
        logger.exception("Figures failed for %s", customer.pk)
        return []


def once_for_page(read: Callable[[Customer], T]) -> Callable[[Customer], T]:
    """Have a function read once for each customer object, as a page loads one: what several sources need."""
    name = f"_read_{read.__module__}.{read.__qualname__}"

    @wraps(read)
    def remembered(customer: Customer) -> T:
        if name not in customer.__dict__:
            customer.__dict__[name] = read(customer)
        found: T = customer.__dict__[name]
        return found

    return remembered


def _gathered(what: str, sources: Iterable[Source[T]], customer: Customer, user: User) -> list[T]:
    """Ask the sources. An error of the database is not caught: it costs the transaction, a panel's."""
    found: list[T] = []
    for source in sources:
        if source.permission and not user.has_perm(source.permission):
            continue
        try:
            found += source.read(customer, user)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("%s of %s failed for %s", what, source.name, customer.pk)
    return found
