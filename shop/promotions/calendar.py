"""The publishing calendar: what goes live and what ends when, of every package that enters a source.

    CALENDAR.register(CalendarSource(name="pages", label=_("Pages"), permission="...", read=scheduled_pages))

`read(user, start, end)` returns what lies within these moments, as far as the user may see it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.availability import STATES, state_of
from shop.promotions.models import Promotion
from shop.promotions.sale_states import SALE_STATES, sale_state
from shop.registry import Registry
from shop.user.models import User

MOST = 500
#: How each kind of entry is coloured: the tones of a state.
PAST = {"over", "used_up"}


@dataclass(frozen=True, kw_only=True)
class CalendarEntry:
    """Something that is live from `start` to `end`; a moment that is missing does not bound.

    `subjects` name what it works on: two entries that share one on the same days are a conflict.
    """

    title: str
    url: str
    start: datetime | None
    end: datetime | None
    note: str = ""
    is_over: bool = False
    subjects: frozenset[str] = field(default_factory=frozenset)

    def touches(self, start: datetime, end: datetime) -> bool:
        """Tell whether it is live at some moment from `start` to `end`."""
        return (self.start is None or self.start <= end) and (self.end is None or self.end >= start)

    def meets(self, other: "CalendarEntry") -> bool:
        """Tell whether both work on the same things at the same time."""
        if not self.subjects & other.subjects:
            return False
        starts = [one.start for one in (self, other) if one.start is not None]
        ends = [one.end for one in (self, other) if one.end is not None]
        return not starts or not ends or max(starts) <= min(ends)


@dataclass(frozen=True, kw_only=True)
class CalendarSource:
    """Where entries come from; only who has `permission` sees them."""

    name: str
    label: str | Promise
    permission: str
    read: Callable[[User, datetime, datetime], Iterable[CalendarEntry]]


CALENDAR: Registry[CalendarSource] = Registry("source of the calendar")


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two entries that work on the same things on the same days."""

    one: CalendarEntry
    other: CalendarEntry


def entries_between(user: User, start: datetime, end: datetime) -> list[CalendarEntry]:
    """Return what this user may see of what is live between two moments, by its beginning."""
    found = [
        entry
        for source in CALENDAR
        if user.has_perm(source.permission)
        for entry in source.read(user, start, end)
        if entry.touches(start, end)
    ]
    return sorted(found, key=lambda entry: (entry.start or start, entry.title))[:MOST]


def conflicts_among(entries: Sequence[CalendarEntry]) -> list[Conflict]:
    """Return the pairs that meet; what is over conflicts with nothing."""
    living = [entry for entry in entries if not entry.is_over and entry.subjects]
    return [Conflict(one=one, other=other) for one, other in combinations(living, 2) if one.meets(other)]


def _promotions(_user: User, start: datetime, end: datetime) -> list[CalendarEntry]:
    """Read the promotions with a date, or that are running, in one query."""
    begun = Q(offer__start_datetime=None) | Q(offer__start_datetime__lte=end)
    rows = Promotion.objects.filter(
        begun, Q(offer__end_datetime=None) | Q(offer__end_datetime__gte=start)
    ).select_related("offer__benefit", "offer__condition")
    now = timezone.now()
    return [_entry_of(row, now) for row in rows.order_by("-pk")[:MOST]]


def _entry_of(row: Promotion, now: datetime) -> CalendarEntry:
    offer = row.offer
    state = state_of(offer, now)
    is_let = row.state == Promotion.State.APPROVED
    ranges = {offer.benefit.range_id, offer.condition.range_id} - {None}
    return CalendarEntry(
        title=str(offer.name),
        url=reverse("promotions:inspect", args=[row.pk]),
        start=offer.start_datetime or row.made_at,
        end=offer.end_datetime,
        note=str(STATES[state][0] if is_let else row.get_state_display()),
        is_over=state in PAST,
        subjects=frozenset(f"range:{key}" for key in ranges),
    )


def _sales(_user: User, start: datetime, end: datetime) -> list[CalendarEntry]:
    """Read the sales that are on or are to be, in one query."""
    now = timezone.now()
    rows = CataloguePromotion.objects.filter(Q(end=None) | Q(end__gte=start), start__lte=end, is_on=True)
    return [
        CalendarEntry(
            title=row.name,
            url=reverse("sale_prices:inspect", args=[row.pk]),
            start=row.start,
            end=row.end,
            note=f"{row._meta.verbose_name}, {SALE_STATES[sale_state(row, now)][0]}",
            is_over=row.end is not None and row.end < now,
            subjects=frozenset({f"range:{row.collection_id}"} if row.collection_id else ()),
        )
        for row in rows.order_by("-pk")[:MOST]
    ]


CALENDAR.register(
    CalendarSource(
        name="sales",
        label=pgettext_lazy("calendar", "Sale prices"),
        permission="catalogue_promotions.view_cataloguepromotion",
        read=_sales,
    )
)
CALENDAR.register(
    CalendarSource(
        name="promotions",
        label=pgettext_lazy("calendar", "Promotions"),
        permission="promotions.view_promotion",
        read=_promotions,
    )
)
__all__ = ["CALENDAR", "CalendarEntry", "CalendarSource", "Conflict", "conflicts_among", "entries_between"]
