"""What the start page says of quotes: each user's own, of the customers that they see."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_core.quotes.access import VIEW, quotes_visible_to
from crm_core.quotes.filters import GROUPS
from crm_core.quotes.models import Quote
from crm_core.quotes.models.quotes import State
from shop.backoffice.figures import FIGURES, TODO, Figure, Reading, capped_count, days_back
from shop.user.models import User

DAYS_BACK = 90
WON, LOST = (State.ACCEPTED, State.ORDERED), (State.REJECTED, State.EXPIRED)


def _mine(user: User) -> QuerySet[Quote]:
    """List the user's own quotes and those of nobody; of who owns none, all that they see."""
    seen = quotes_visible_to(user)
    return seen.filter(Q(owner=user) | Q(owner=None)) if seen.filter(owner=user).exists() else seen


def to_answer(user: User) -> Reading | None:
    """How many wait for us."""
    return _group(user, "ours", TODO)


def expiring(user: User) -> Reading | None:
    """How many end within a week."""
    return _group(user, "expiring", "")


def _group(user: User, name: str, tone: str) -> Reading | None:
    _label, condition = GROUPS[name]
    number, words = capped_count(_mine(user).filter(condition()))
    url = f"{reverse('quotes_office:index')}?group={name}"
    return Reading(value=words, url=url, tone=tone) if number else None


def win_rate(user: User) -> Reading | None:
    """Which share of the quotes that were decided in ninety days was accepted."""
    since, _day = days_back(DAYS_BACK)
    decided = _mine(user).filter(state_since__gte=since)
    won = decided.filter(state__in=WON).count()
    both = won + decided.filter(state__in=LOST).count()
    if not both:
        return None
    note = _("%(won)d of %(all)d decided") % {"won": won, "all": both}
    return Reading(value=f"{round(won * 100 / both)} %", note=str(note), url=reverse("quotes_office:index"))


for _order, (_name, _label, _read) in enumerate(
    (
        ("quotes-to-answer", _("Quotes to answer"), to_answer),
        ("quotes-expiring", _("Quotes that end within a week"), expiring),
        ("quotes-win-rate", _("Win rate of quotes, 90 days"), win_rate),
    ),
    40,
):
    FIGURES.register(
        Figure(name=_name, section="sales", label=_label, permission=VIEW, read_for=_read, order=_order)
    )
