"""The figures of the start page: every package registers what it counts.

    FIGURES.register(
        Figure(
            name="reviews-waiting",
            section="service",
            label=_("Reviews to read"),
            permission="reviews.view_productreview",
            read=reviews_waiting,  # () -> Reading
            order=10,
        )
    )

A reading is the same for everybody who may see it, so it is kept in the cache: `fresh_for` seconds,
a minute unless said otherwise, and until somebody changes something in the back office: whoever has
shipped an order does not find it waiting still. What takes longer to count than a moment `is_heavy`:
a task counts it every few minutes, nobody waits for it, and it says when it was counted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy as _, pgettext_lazy

from shop.backoffice.charts import BarChart
from shop.registry import Registry

logger = logging.getLogger(__name__)
COUNT_LIMIT = 1000
MINUTE = 60
HEAVY_CACHE_SECONDS = 15 * MINUTE
BAD, TODO = "bad", "todo"

SECTIONS: dict[str, str | Promise] = {
    "shop": _("The shop"),
    "orders": _("Orders"),
    "service": _("Service"),
    "sales": _("Customers"),
    "catalogue": _("Catalogue"),
    "marketing": _("Marketing"),
    "partners": _("Partners"),
    "content": pgettext_lazy("of the site", "Pages"),
}


def days_back(days: int) -> tuple[datetime, str]:
    """Return when the day so many days ago began, and as a filter's "from" takes it.

    A figure that counts since then and links there shows what it counted.
    """
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return start, start.date().isoformat()


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a short list: what, how much, and where it leads."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a figure says now.

    `value` is written for a reader. `note` explains it in a few words, `url` leads to what was
    counted. `tone` is "todo" where somebody's work waits, "bad" where it has waited too long or
    something went wrong, else empty: the start page begins with those two. A reading may be a chart
    or a short list instead.
    """

    value: str = ""
    note: str = ""
    url: str = ""
    tone: str = ""
    chart: BarChart | None = None
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as registered; `permission` names the right to see it, `beside` rights that it needs too.

    One that is each user's own has `read_for`, which takes the user, in place of `read`; it is counted
    whenever somebody looks, so it has to be quick.
    """

    name: str
    section: str
    label: str | Promise
    permission: str
    read: Callable[[], Reading | None] = lambda: None
    read_for: Callable[..., Reading | None] | None = None
    order: int = 50
    fresh_for: int = MINUTE
    is_heavy: bool = False
    beside: tuple[str, ...] = ()

    @property
    def kept_for(self) -> int:
        """How long a reading is kept, in seconds."""
        return HEAVY_CACHE_SECONDS if self.is_heavy else self.fresh_for

    @property
    def cache_key(self) -> str:
        """Where the reading is kept, in the reader's language."""
        return self.key_in(get_language())

    def key_in(self, language: str | None) -> str:
        """Where the reading is kept in a language."""
        return f"backoffice-figure:{self.name}:{language}"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A figure with its reading, as the start page shows it."""

    name: str
    label: str | Promise
    reading: Reading


FIGURES: Registry[Figure] = Registry("figure", sort=lambda figure: (figure.order, figure.name))


def figures_for(user: PermissionsMixin | AnonymousUser) -> dict[str, list[Shown]]:
    """Return the figures that a user may see, section by section, each in its order.

    One look into the cache; what is not there is counted now. A figure that fails is logged and
    left out: the start page opens whatever happens to one of them.
    """
    wanted = [figure for figure in FIGURES if user.has_perms((figure.permission, *figure.beside))]
    held = cache.get_many([figure.cache_key for figure in wanted if figure.read_for is None])
    sections: dict[str, list[Shown]] = {}
    for name in SECTIONS:
        for figure in wanted:
            if figure.section != name:
                continue
            kept = held.get(figure.cache_key, MISSING)
            reading = measure(figure, user) if kept is MISSING else kept
            if reading is not None:
                shown = Shown(name=figure.name, label=figure.label, reading=reading)
                sections.setdefault(name, []).append(shown)
    return sections


MISSING = object()


def measure(figure: Figure, user: object = None) -> Reading | None:
    """Count a figure now and keep it unless it is a user's own; None for nothing to say or a failure."""
    try:
        with transaction.atomic():
            reading = figure.read_for(user) if figure.read_for else figure.read()
    except Exception:
        logger.exception("Figure %s failed", figure.name)
        return None
    if figure.is_heavy and reading is not None:
        counted = gettext("as of %(time)s") % {"time": date_format(timezone.localtime(), "TIME_FORMAT")}
        reading = replace(reading, note=f"{reading.note} · {counted}" if reading.note else counted)
    if figure.read_for is None:
        cache.set(figure.cache_key, reading, figure.kept_for)
    return reading


def forget_readings() -> None:
    """Have the figures counted anew when the start page is opened next; the heavy ones stay."""
    light = [figure for figure in FIGURES if not figure.is_heavy]
    cache.delete_many([figure.key_in(code) for figure in light for code, _name in settings.LANGUAGES])


def capped_count(rows: QuerySet[Model]) -> tuple[int, str]:
    """Count rows up to a thousand; return the number and how it is written ("1,000+" beyond)."""
    number = rows.order_by()[: COUNT_LIMIT + 1].count()
    return number, f"{COUNT_LIMIT:,}+" if number > COUNT_LIMIT else f"{number:,}"
