"""Posting, inviting, bidding, opening, extending and cancelling. Who bids holds the tender's row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.tenders.errors import TenderError, TenderMovedError
from crm_core.tenders.events import (
    TenderCancelled,
    TenderClosed,
    TenderExtended,
    TenderInvited,
    TenderPublished,
)
from crm_core.tenders.models import (
    Bid,
    BidLine,
    Tender,
    TenderFile,
    TenderInvitation,
    TenderLine,
    TenderState,
)
from crm_core.tenders.queries import BID
from shop.catalogue.models import Product
from shop.events.services import publish
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """So many units of a product, or of what words say."""

    text: str
    quantity: int
    unit: str = ""
    notes: str = ""
    product: Product | None = None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What somebody bids: net prices of one unit by the key of the line, and on what terms."""

    prices: Mapping[int, Decimal]
    delivery_on: date
    valid_until: date
    remark: str = ""


def moved() -> TenderMovedError:
    """Return the refusal of what the tender's state does not allow."""
    return TenderMovedError(_("The tender has changed meanwhile. Please look at it again."))


@transaction.atomic
def save_draft(
    tender: Tender,
    lines: Sequence[WantedLine],
    *,
    files: Iterable[File] = (),
    without: Iterable[TenderFile] = (),
) -> Tender:
    """Write a draft with its lines and its files, which passed the gate of `shop.uploads`; drop some.

    Raises TenderMovedError for one that is published: bidders have read it.
    """
    if tender.pk is not None:
        held = Tender.objects.select_for_update().get(pk=tender.pk)
        if held.state != TenderState.DRAFT:
            raise moved()
    tender.save()
    tender.lines.all().delete()
    TenderLine.objects.bulk_create(
        TenderLine(
            tender=tender,
            position=position,
            product=line.product,
            text=line.text[:255],
            quantity=line.quantity,
            unit=line.unit[:30],
            notes=line.notes[:255],
        )
        for position, line in enumerate(lines, start=1)
    )
    for gone in without:
        gone.delete()  # one by one: the file itself goes with the row
    for file in files:
        name = (file.name or "file").rsplit("/", 1)[-1][:200]
        TenderFile.objects.create(tender=tender, file=file, name=name, size=file.size or 0)
    return tender


@transaction.atomic
def publish_tender(tender: Tender, *, now: datetime) -> None:
    """Let it be bid for. Raises TenderMovedError; TenderError without lines and past its deadline."""
    if not tender.lines.exists():
        raise TenderError(_("Please say what you need."))
    if tender.deadline <= now:
        raise TenderError(_("The deadline has to be later than now."))
    drafts = Tender.objects.filter(pk=tender.pk, state=TenderState.DRAFT)
    if not drafts.update(state=TenderState.OPEN, published_at=now):
        raise moved()
    publish(TenderPublished(tender_id=tender.pk))
    tender.refresh_from_db()


@transaction.atomic
def invite(tender: Tender, reps: Iterable[User], *, by: User, now: datetime) -> int:
    """Invite colleagues to bid, each once; return how many are new. Raises TenderMovedError, TenderError."""
    held = _locked(tender)
    if not held.takes_bids(now):
        raise moved()
    new = 0
    for rep in reps:
        if not (rep.is_active and rep.has_perm(BID)):
            raise TenderError(_("%(name)s may not bid for tenders.") % {"name": rep})
        invitation, is_new = TenderInvitation.objects.get_or_create(
            tender=held, rep=rep, defaults={"invited_by": by}
        )
        if is_new:
            publish(TenderInvited(tender_id=held.pk, invitation_id=invitation.pk))
        new += is_new
    return new


def own_bid(tender: Tender, rep: User) -> tuple[Bid | None, dict[int, Decimal]]:
    """Return a colleague's own bid with its prices by the key of the line, sealed or not."""
    bid = Bid.sealed.filter(invitation__tender=tender, invitation__rep=rep).first()  # guard: tender-own-bid
    if bid is None:
        return None, {}
    return bid, dict(BidLine.sealed.filter(bid=bid).values_list("line", "price"))


@transaction.atomic
def submit_bid(tender: Tender, rep: User, offer: Offer, *, now: datetime) -> Bid:
    """Write a colleague's bid, or another in its place, until the deadline.

    Holds the tender, so that nothing is written once it is opened. Raises TenderMovedError for who is not
    invited and after the deadline, TenderError unless every line has a price.
    """
    held = _locked(tender)
    invitation = TenderInvitation.objects.filter(tender=held, rep=rep).first()
    if invitation is None or not held.takes_bids(now):  # guard: tender-deadline
        raise moved()
    lines = list(held.lines.all())
    if {line.pk for line in lines} != set(offer.prices) or any(price < 0 for price in offer.prices.values()):
        raise TenderError(_("Please give a price for each line."))
    bid = Bid.sealed.filter(invitation=invitation).first() or Bid(invitation=invitation)
    bid.delivery_on, bid.valid_until = offer.delivery_on, offer.valid_until
    bid.remark, bid.submitted_at = offer.remark, now
    if bid.pk is None:
        bid.save(force_insert=True)
    else:
        Bid.sealed.filter(pk=bid.pk).update(
            delivery_on=bid.delivery_on,
            valid_until=bid.valid_until,
            remark=bid.remark,
            submitted_at=bid.submitted_at,
        )
    BidLine.sealed.filter(bid=bid).delete()
    BidLine.sealed.bulk_create(BidLine(bid=bid, line=line, price=offer.prices[line.pk]) for line in lines)
    return bid


@transaction.atomic
def close_if_due(tender: Tender, *, now: datetime) -> bool:
    """Open the bids of a tender whose deadline is over, once; False where there is nothing to do."""
    due = Tender.objects.filter(pk=tender.pk, state=TenderState.OPEN, deadline__lte=now)
    if not due.update(state=TenderState.CLOSED, closed_at=now):
        return False
    publish(TenderClosed(tender_id=tender.pk))
    tender.refresh_from_db()
    return True


def close_due(*, now: datetime | None = None) -> int:
    """Open the bids of every tender whose deadline is over; return how many tenders."""
    moment = now or timezone.now()
    due = Tender.objects.filter(state=TenderState.OPEN, deadline__lte=moment)
    return sum(close_if_due(tender, now=moment) for tender in due)


@transaction.atomic
def extend(tender: Tender, deadline: datetime, *, now: datetime) -> None:
    """Give bidders more time, before the deadline only: what was read once is not sealed again.

    Raises TenderError for a deadline that is no later, TenderMovedError.
    """
    if deadline <= tender.deadline:
        raise TenderError(_("The new deadline has to be later than the one before."))
    open_ones = Tender.objects.filter(pk=tender.pk, state=TenderState.OPEN)
    open_ones = open_ones.filter(deadline__gt=now)  # guard: tender-not-sealed-again
    if not open_ones.update(deadline=deadline):
        raise moved()
    publish(TenderExtended(tender_id=tender.pk, deadline=deadline.isoformat()))
    tender.refresh_from_db()


@transaction.atomic
def cancel(tender: Tender, *, reason: str, now: datetime) -> None:
    """Need it no more. Raises TenderMovedError for one that is awarded or cancelled."""
    states = (TenderState.DRAFT, TenderState.OPEN, TenderState.CLOSED)
    open_ones = Tender.objects.filter(pk=tender.pk, state__in=states)
    changed = open_ones.update(state=TenderState.CANCELLED, cancelled_at=now, cancel_reason=reason[:255])
    if not changed:
        raise moved()
    publish(TenderCancelled(tender_id=tender.pk))
    tender.refresh_from_db()


@transaction.atomic
def map_line(line: TenderLine, product: Product) -> None:
    """Say which product a line of words is. Raises TenderMovedError once the tender is awarded."""
    held = _locked(line.tender)
    if held.state not in (TenderState.OPEN, TenderState.CLOSED):
        raise moved()
    TenderLine.objects.filter(pk=line.pk).update(product=product)


def _locked(tender: Tender) -> Tender:
    return Tender.objects.select_for_update().get(pk=tender.pk)
