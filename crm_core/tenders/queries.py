"""Reading tenders, and bids once they are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from crm_core.tenders.models import Bid, BidLine, Tender, TenderLine, TenderState
from shop.b2b.access import CompanyAccess
from shop.user.models import User

POST = "tenders.post"
VIEW, CHANGE, BID = "tenders.view_tender", "tenders.change_tender", "tenders.bid_tender"


def tenders_of_company(access: CompanyAccess) -> QuerySet[Tender]:
    """List the tenders that somebody sees for their company."""
    return Tender.objects.filter(access.scope(POST))


def tenders_visible_to(user: User | AnonymousUser, rows: QuerySet[Tender] | None = None) -> QuerySet[Tender]:
    """List what a colleague sees: all that was published who arranges them, else what they may bid for."""
    found = Tender.objects.all() if rows is None else rows
    published = found.exclude(published_at=None)
    if user.has_perm(CHANGE):
        return published
    if user.has_perm(BID):
        return published.filter(Q(invitations__rep=user.pk))
    return found.none()


@dataclass(frozen=True, kw_only=True)
class OpenedBid:
    """A bid: price, sum and whether it is the lowest for each line, in their order, and the total."""

    bid: Bid
    cells: Sequence[tuple[TenderLine, Decimal, Decimal, bool]]
    total: Decimal
    is_best: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Bids side by side, the lowest first; empty before the deadline."""

    lines: Sequence[TenderLine]
    bids: Sequence[OpenedBid]

    @property
    def rows(self) -> list[tuple[TenderLine, list[tuple[TenderLine, Decimal, Decimal, bool]]]]:
        """Each line with the cell of each bid."""
        return [(line, [bid.cells[place] for bid in self.bids]) for place, line in enumerate(self.lines)]


def comparison(tender: Tender, *, now: datetime) -> Comparison:
    """Compare the bids of a tender; none before its deadline, by the clock and by the query."""
    lines = list(tender.lines.select_related("product"))
    if not tender.is_opened(now):
        return Comparison(lines=lines, bids=[])
    bids = Bid.objects.filter(invitation__tender=tender).select_related("invitation__rep")
    prices = {
        (price.bid_id, price.line_id): price.price
        for price in BidLine.objects.filter(bid__invitation__tender=tender)
    }
    found = list(bids)
    totals = {
        bid.pk: sum((prices[bid.pk, line.pk] * line.quantity for line in lines), Decimal(0)) for bid in found
    }
    lowest = {line.pk: min((prices[bid.pk, line.pk] for bid in found), default=None) for line in lines}
    best = min(totals.values(), default=None)
    opened = [
        OpenedBid(
            bid=bid,
            cells=[
                (line, price, price * line.quantity, price == lowest[line.pk])
                for line in lines
                for price in [prices[bid.pk, line.pk]]
            ],
            total=totals[bid.pk],
            is_best=totals[bid.pk] == best,
        )
        for bid in found
    ]
    return Comparison(lines=lines, bids=sorted(opened, key=lambda one: (one.total, one.bid.pk)))


def number_of_bids(tender: Tender) -> int:
    """Return how many bids there are; that alone is known before the deadline."""
    return Bid.sealed.filter(invitation__tender=tender).count()


def unmapped(tender: Tender) -> list[TenderLine]:
    """List the lines of words that nobody has mapped to a product yet."""
    return list(tender.lines.filter(product=None))


def open_states() -> tuple[TenderState, ...]:
    """Return the states in which somebody still has to do something."""
    return (TenderState.DRAFT, TenderState.OPEN, TenderState.CLOSED)
