"""When an offer can be had: the one answer for the applicator, the offers' pages, vouchers and placed orders.

An offer is open while nobody has suspended it, from its start to its end (both included, to the second)
and until its limits are reached. A voucher's offer needs that and the voucher's own dates.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

if TYPE_CHECKING:
    from oscar.apps.offer.abstract_models import AbstractConditionalOffer

OPEN, SUSPENDED, CONSUMED = "Open", "Suspended", "Consumed"


def valid_at(now: datetime) -> Q:
    """Tell by the two dates of an offer or a voucher; a date that is missing does not bound."""
    started = Q(start_datetime=None) | Q(start_datetime__lte=now)
    return started & (Q(end_datetime=None) | Q(end_datetime__gte=now))


def has_uses_left(*, applications: int = 1) -> Q:
    """Tell by the counters whether so many more uses are allowed; a limit of 0 or none does not bound."""
    uses = Q(max_global_applications=None) | Q(max_global_applications=0)
    money = Q(max_discount=None) | Q(max_discount=0)
    return (uses | Q(max_global_applications__gte=F("num_applications") + applications)) & (
        money | Q(max_discount__gt=F("total_discount"))
    )


def available_at(now: datetime) -> Q:
    """Select the offers that can be had."""
    return Q(status=OPEN) & valid_at(now) & has_uses_left()


def is_valid_at(dated: Any, now: datetime) -> bool:
    """Tell of an offer or voucher what `valid_at` selects."""
    start, end = dated.start_datetime, dated.end_datetime
    return (start is None or start <= now) and (end is None or now <= end)


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
    needs_range = benefit.type in (benefit.PERCENTAGE, benefit.FIXED, benefit.FIXED_UNIT, benefit.MULTIBUY)
    if needs_range and benefit.range_id is None:
        return False
    return benefit.value is not None or benefit.type == benefit.MULTIBUY
