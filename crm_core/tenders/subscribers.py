"""What follows from what happens to a tender: load by id, idempotent calls."""

from django.utils import timezone

from crm_core.tenders import deals, mail
from crm_core.tenders.events import (
    TenderAwarded,
    TenderCancelled,
    TenderClosed,
    TenderExtended,
    TenderInvited,
    TenderOrdered,
    TenderPublished,
)
from crm_core.tenders.models import Bid, Tender, TenderInvitation
from crm_core.tenders.queries import comparison
from crm_core.tenders.timeline import tell
from shop.events.registry import subscribe
from shop.user.models import User


def _tender(tender_id: int) -> Tender | None:
    rows = Tender.objects.select_related("user", "company", "order", "basket", "deal__stage__pipeline")
    return rows.filter(pk=tender_id).first()


def _invited(tender: Tender) -> list[User]:
    rows = TenderInvitation.objects.filter(tender=tender, rep__is_active=True).select_related("rep")
    return [invitation.rep for invitation in rows]


@subscribe(TenderPublished)
def on_published(event: TenderPublished) -> None:
    """A deal in the pipeline, and an entry on the customer's timeline."""
    if (tender := _tender(event.tender_id)) and tender.published_at:
        deals.act(tender, deals.POSTED)
        tell(tender, "published", at=tender.published_at)


@subscribe(TenderInvited)
def on_invited(event: TenderInvited) -> None:
    """The colleague hears of it."""
    rows = TenderInvitation.objects.select_related("rep").filter(pk=event.invitation_id)
    invitation, tender = rows.first(), _tender(event.tender_id)
    if invitation is not None and tender is not None:
        mail.tell_colleagues(mail.INVITED, tender, [invitation.rep], fact="")


@subscribe(TenderExtended)
def on_extended(event: TenderExtended) -> None:
    """Who is invited hears of it."""
    if tender := _tender(event.tender_id):
        mail.tell_colleagues(mail.EXTENDED, tender, _invited(tender), fact=event.deadline)


@subscribe(TenderCancelled)
def on_cancelled(event: TenderCancelled) -> None:
    """Who is invited hears of it; a deal of its own is lost."""
    if (tender := _tender(event.tender_id)) and tender.cancelled_at:
        deals.call_off(tender)
        mail.tell_colleagues(mail.CANCELLED, tender, _invited(tender), fact="")
        if tender.published_at:
            tell(tender, "cancelled", at=tender.cancelled_at)


@subscribe(TenderClosed)
def on_closed(event: TenderClosed) -> None:
    """The buyer compares now, and the deal goes on where somebody has bid."""
    if (tender := _tender(event.tender_id)) and tender.closed_at:
        if bids := comparison(tender, now=timezone.now()).bids:
            deals.act(tender, deals.OPENED, bid=bids[0].bid)
        mail.tell_buyer(mail.OPENED, tender, fact="")


@subscribe(TenderAwarded)
def on_awarded(event: TenderAwarded) -> None:
    """The deal is won by the rule of its pipeline; who won and who did not hear of it, and the buyer."""
    tender, bid = _tender(event.tender_id), Bid.objects.filter(pk=event.bid_id).first()
    if tender is None or bid is None or tender.awarded_at is None:
        return
    deals.act(tender, deals.AWARDED, bid=bid)
    people = _invited(tender)
    winner = [person for person in people if person.pk == bid.invitation.rep_id]
    mail.tell_colleagues(mail.WON, tender, winner, fact="")
    mail.tell_colleagues(mail.LOST, tender, [each for each in people if each not in winner], fact="")
    mail.tell_buyer(mail.CONFIRMED, tender, fact="")
    tell(tender, "awarded", at=tender.awarded_at)


@subscribe(TenderOrdered)
def on_ordered(event: TenderOrdered) -> None:
    """An entry on the customer's timeline."""
    if (tender := _tender(event.tender_id)) and tender.order:
        tell(tender, "ordered", at=tender.order.date_placed)
