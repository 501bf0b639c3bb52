"""When an offer can be had: the one answer for the applicator, the offers' pages, vouchers and placed orders.

An offer is open while nobody has suspended it, once it is approved, from its start to its end (both included,
to the second) and until its limits are reached. A voucher's offer needs that and the voucher's own dates.
"""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db.models import F, Q
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from oscar.apps.offer.abstract_models import AbstractConditionalOffer


class Dated(Protocol):
    """An offer or a voucher: from when and until when it holds; a date that is missing does not bound."""

    @property
    def start_datetime(self) -> datetime | None:
        """The first moment."""

    @property
    def end_datetime(self) -> datetime | None:
        """The last moment."""


OPEN, SUSPENDED, CONSUMED = "Open", "Suspended", "Consumed"


def valid_at(now: datetime) -> Q:
    """Tell by the two dates of an offer or a voucher; a date that is missing does not bound."""
    started = Q(start_datetime=None) | Q(start_datetime__lte=now)
    return started & (Q(end_datetime=None) | Q(end_datetime__gte=now))


def has_uses_left(*, applications: int = 1, discount: Decimal | None = None) -> Q:
    """Tell by the counters whether so many more uses are allowed; a limit of 0 or none does not bound.

    `discount` is what these uses give: the sum of all may be reached, not passed. Without it something has
    to be left.
    """
    uses = Q(max_global_applications=None) | Q(max_global_applications=0)
    money = Q(max_discount=None) | Q(max_discount=0)
    within = Q(max_discount__gte=F("total_discount") + (discount or 0))
    return (uses | Q(max_global_applications__gte=F("num_applications") + applications)) & (
        money | (Q(max_discount__gt=F("total_discount")) if discount is None else within)
    )


def available_at(now: datetime) -> Q:
    """Select the offers that can be had."""
    return Q(status=OPEN, approved=True) & valid_at(now) & has_uses_left()


def is_valid_at(dated: Dated, now: datetime) -> bool:
    """Tell of an offer or voucher what `valid_at` selects."""
    start, end = dated.start_datetime, dated.end_datetime
    return (start is None or start <= now) and (end is None or now <= end)


#: What an offer is for who looks after it.
RUNNING, PLANNED, OVER, USED_UP, OFF = "running", "planned", "over", "used_up", "off"
UNAPPROVED = "unapproved"
STATES = {
    RUNNING: (gettext_lazy("running"), "good"),
    PLANNED: (gettext_lazy("planned"), "glaze"),
    OVER: (pgettext_lazy("offer", "over"), ""),
    USED_UP: (gettext_lazy("used up"), ""),
    OFF: (pgettext_lazy("offer", "off"), "warn"),
    UNAPPROVED: (gettext_lazy("waiting for approval"), "warn"),
}


def in_state(state: str, now: datetime) -> Q:
    """Select the offers of a state; each offer is in one. Which is over or off is not used up beside that."""
    over, planned, off = Q(end_datetime__lt=now), Q(start_datetime__gt=now), Q(status=SUSPENDED)
    if state == OFF:
        return off
    if state == UNAPPROVED:
        return Q(approved=False) & ~off
    on = Q(approved=True) & ~off
    if state == OVER:
        return over & on
    dated = on & (Q(end_datetime=None) | Q(end_datetime__gte=now))
    if state == USED_UP:
        return dated & ~has_uses_left()
    if state == PLANNED:
        return dated & has_uses_left() & planned
    return dated & has_uses_left() & (Q(start_datetime=None) | Q(start_datetime__lte=now))


def state_of(offer: "AbstractConditionalOffer", now: datetime) -> str:
    """Tell of an offer what `in_state` selects."""
    if offer.status == SUSPENDED:
        return OFF
    if not offer.approved:  # type: ignore[attr-defined]
        return UNAPPROVED
    if offer.end_datetime is not None and offer.end_datetime < now:
        return OVER
    uses, money = offer.max_global_applications, offer.max_discount
    if (uses and offer.num_applications >= uses) or (money and offer.total_discount >= money):
        return USED_UP
    return PLANNED if offer.start_datetime is not None and offer.start_datetime > now else RUNNING


def can_be_applied(offer: "AbstractConditionalOffer") -> bool:
    """Tell whether condition and benefit are whole; one without range or value must not stop the basket.

    Classes of the shop's own (`proxy_class`) say themselves what they need.
    """
    condition, benefit = offer.condition, offer.benefit
    if not condition.proxy_class and (condition.range_id is None or condition.value is None):
        return False
    if benefit.proxy_class:
        return True
    if benefit.type not in benefit.proxy_map:
        return False
    on_goods = (benefit.PERCENTAGE, benefit.FIXED, benefit.FIXED_UNIT, benefit.MULTIBUY, benefit.BUY_GET)
    needs_range = benefit.type in on_goods
    if needs_range and benefit.range_id is None:
        return False
    if benefit.type == benefit.GIFT:
        return benefit.gift_id is not None
    return benefit.value is not None or benefit.type == benefit.MULTIBUY
