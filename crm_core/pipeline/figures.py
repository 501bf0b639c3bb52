"""What the start page says of deals: each user's own, of the customers that they see."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.pipeline import marks
from crm_core.pipeline.access import VIEW, deals_visible_to
from crm_core.pipeline.models import Deal
from shop.backoffice.figures import BAD, FIGURES, TODO, Figure, Reading, capped_count, days_back
from shop.configuration.queries import shop_currency
from shop.formats import format_money
from shop.money import MoneySum
from shop.user.models import User

DAYS_BACK = 30


def _mine(user: User) -> QuerySet[Deal]:
    """List the user's own deals; of who owns none, all that they see."""
    own = Deal.objects.filter(owner=user)
    seen = deals_visible_to(user)
    return deals_visible_to(user, own) if own.exists() else seen


def _query(user: User, rest: str) -> str:
    mine = "mine=on&" if Deal.objects.filter(owner=user).exists() else ""
    return f"{reverse('deals:index')}?{mine}{rest}"


def open_deals(user: User) -> Reading | None:
    """How many are open, and what they come to in the shop's currency."""
    deals = _mine(user).filter(state=Deal.State.OPEN)
    number, words = capped_count(deals)
    if not number:
        return None
    currency = shop_currency()
    total = deals.filter(currency=currency).order_by().aggregate(total=MoneySum("amount"))["total"]
    return Reading(value=words, note=format_money(total, currency), url=_query(user, "state=open"))


def won_deals(user: User) -> Reading | None:
    """What was won in the last thirty days, in the shop's currency."""
    since, day = days_back(DAYS_BACK)
    deals = _mine(user).filter(state=Deal.State.WON, closed_at__gte=since)
    number, words = capped_count(deals)
    if not number:
        return None
    currency = shop_currency()
    total = deals.filter(currency=currency).order_by().aggregate(total=MoneySum("amount"))["total"]
    return Reading(
        value=words, note=format_money(total, currency), url=_query(user, f"state=won&closed_at_from={day}")
    )


def _marked(user: User, condition: Q, mark: str, tone: str) -> Reading | None:
    number, words = capped_count(_mine(user).filter(condition))
    return Reading(value=words, url=_query(user, f"mark={mark}"), tone=tone) if number else None


def overdue_deals(user: User) -> Reading | None:
    """How many should have been decided by now."""
    return _marked(user, marks.overdue(), "overdue", BAD)


def stuck_deals(user: User) -> Reading | None:
    """How many stand still for too long."""
    return _marked(user, marks.stuck(), "stuck", TODO)


def deals_without_step(user: User) -> Reading | None:
    """For how many nobody has anything to do."""
    return _marked(user, marks.without_step(), "no_step", TODO)


for _order, (_name, _label, _read) in enumerate(
    (
        ("deals-open", _("Open deals"), open_deals),
        ("deals-won", pgettext_lazy("deals", "Won in 30 days"), won_deals),
        ("deals-overdue", _("Deals overdue"), overdue_deals),
        ("deals-stuck", _("Deals stuck"), stuck_deals),
        ("deals-no-step", _("Deals without a next step"), deals_without_step),
    ),
    20,
):
    FIGURES.register(
        Figure(name=_name, section="sales", label=_label, permission=VIEW, read_for=_read, order=_order)
    )
