"""What a sale is doing now, in the words of promotions."""

from datetime import datetime

from django.db.models import Q

from shop.catalogue_promotions.models import CataloguePromotion
from shop.offer.approvals import ApprovalState
from shop.offer.availability import OVER, PLANNED, RUNNING
from shop.promotions.queries import ALL_STATES, DRAFT, PAUSED, REFUSED, WAITING

SALE_STATES = {name: ALL_STATES[name] for name in (DRAFT, WAITING, REFUSED, RUNNING, PLANNED, OVER, PAUSED)}


def sale_state(sale: CataloguePromotion, now: datetime) -> str:
    """Return the one state of a sale, a key of `SALE_STATES`: its approval until that is given."""
    if sale.state != ApprovalState.APPROVED:
        return str(sale.state)
    if sale.end is not None and sale.end <= now:
        return OVER
    if not sale.is_on:
        return PAUSED
    return PLANNED if sale.start > now else RUNNING


def sales_in(names: list[str], now: datetime) -> Q:
    """Select the sales in one of the states."""
    living = Q(state=ApprovalState.APPROVED) & (Q(end=None) | Q(end__gt=now))
    rules = {
        **{name: Q(state=name) for name in (DRAFT, WAITING, REFUSED)},
        OVER: Q(state=ApprovalState.APPROVED, end__lte=now),
        PAUSED: living & Q(is_on=False),
        PLANNED: living & Q(is_on=True, start__gt=now),
        RUNNING: living & Q(is_on=True, start__lte=now),
    }
    found = Q(pk__in=[])
    for name in names:
        found |= rules[name]
    return found
