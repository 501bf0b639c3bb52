"""Writing offers: one lead is with one partner at a time, and goes on to the next until somebody takes it.

Each service holds the lead (and by it the customer), then the settings; whoever comes second finds what the
first one wrote.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from crm_core.leads.models import Lead
from crm_core.leads.services import Disqualification, disqualify_lead, locked_lead, note_contact
from crm_core.timeline.services import record
from partners.accounts.models import PartnerAccount
from partners.lead_distribution.events import LeadOfferAnswered, LeadOffered
from partners.lead_distribution.matching import candidates
from partners.lead_distribution.models import HELD, DistributionSettings, LeadOffer, LeadProfile
from shop.audit.services import record as log
from shop.events.services import publish
from shop.user.models import User
from shop.working_hours import office_hours

State = LeadOffer.State


class OfferRefusedError(ValueError):
    """The lead or the offer is not in a state in which this can be done; nothing was changed."""


@transaction.atomic
def offer_lead(
    lead: Lead, *, account: PartnerAccount | None = None, by: User | None = None, now: datetime | None = None
) -> LeadOffer | None:
    """Offer an open lead to `account`, else to the next partner whom it fits; None where there is none.

    Raises OfferRefusedError where the lead is closed or with a partner already, and where the named account
    is suspended or was asked before. Effects: the offer, its clock in working hours, the timeline,
    `LeadOffered`.
    """
    held = locked_lead(lead.pk)
    is_held = LeadOffer.objects.filter(lead=held, state__in=HELD).exists()
    if not held.is_open or is_held:  # guard: lead-with-one-partner
        raise OfferRefusedError
    DistributionSettings.load()
    rules = DistributionSettings.objects.select_for_update().get()
    asked = LeadOffer.objects.filter(lead=held).exclude(state=State.WITHDRAWN)
    if account is None:
        found = candidates(held) if by is not None or asked.count() < rules.most_rounds else []
        if not found:
            return None
        account = found[0].profile.account
    elif not account.is_active or asked.filter(account=account).exists():
        raise OfferRefusedError
    moment = now or timezone.now()
    rules.turn += 1
    rules.save(update_fields=["turn"])
    LeadProfile.objects.filter(account=account).update(turn=rules.turn)
    offer = LeadOffer.objects.create(
        lead=held,
        account=account,
        by=by,
        offered_at=moment,
        answer_due_at=office_hours().after(moment, rules.answer_hours),
    )
    _tell(offer, "lead.offered", at=moment)
    _log("lead_offered", offer, by=by)
    publish(LeadOffered(offer_id=offer.pk))
    return offer


@transaction.atomic
def accept(offer: LeadOffer, *, by: User, now: datetime | None = None) -> LeadOffer:
    """Take an offered lead; a second click finds it taken. From now on the partner sees who it is.

    Raises OfferRefusedError where it was recalled or withdrawn meanwhile.
    """
    held = _held(offer)
    if held.state == State.ACCEPTED:
        return held
    if held.state != State.OFFERED or not held.lead.is_open or not held.account.is_active:
        raise OfferRefusedError
    return _answer(held, State.ACCEPTED, by=by, now=now)


@transaction.atomic
def decline(
    offer: LeadOffer, *, reason: str, note: str = "", by: User, now: datetime | None = None
) -> LeadOffer:
    """Say no to an offered lead, with one of `LeadOffer.Reason`; it goes to the next partner at once.

    Raises OfferRefusedError where it is not waiting for an answer any more.
    """
    held = _held(offer)
    if held.state == State.DECLINED:
        return held
    if held.state != State.OFFERED:
        raise OfferRefusedError
    held.reason, held.note = reason, note[:500]
    _answer(held, State.DECLINED, by=by, now=now)
    _go_on(held.lead, now=now)
    return held


@transaction.atomic
def recall(offer: LeadOffer, *, now: datetime | None = None) -> bool:
    """Take an offer back that nobody has answered in time, and go on to the next; tell whether it was one."""
    moment = now or timezone.now()
    held = _held(offer)
    if held.state != State.OFFERED or held.answer_due_at > moment:
        return False
    _answer(held, State.RECALLED, by=None, now=moment)
    _go_on(held.lead, now=moment)
    return True


def recall_overdue(*, now: datetime | None = None, limit: int = 200) -> int:
    """Recall offers whose time is over; returns how many. Each in its own transaction."""
    moment = now or timezone.now()
    due = LeadOffer.objects.filter(state=State.OFFERED, answer_due_at__lte=moment).order_by("answer_due_at")
    return sum(recall(offer, now=moment) for offer in due[:limit])


@transaction.atomic
def withdraw(offer: LeadOffer, *, by: User, note: str = "") -> LeadOffer:
    """Take a lead back from a partner, whatever they have answered; it can be offered to them again.

    Raises OfferRefusedError where they do not have it.
    """
    held = _held(offer)
    if held.state not in HELD:
        raise OfferRefusedError
    held.state, held.closed_at, held.note = State.WITHDRAWN, timezone.now(), note[:500]
    held.save(update_fields=["state", "closed_at", "note"])
    _log("lead_offer_withdrawn", held, by=by)
    return held


@transaction.atomic
def note_partner_contact(offer: LeadOffer, *, by: User, now: datetime | None = None) -> LeadOffer:
    """Note that the partner has reached the customer: the lead's own clock stops by it.

    Raises OfferRefusedError for one that they have not accepted.
    """
    held = _held(offer)
    if held.state != State.ACCEPTED:
        raise OfferRefusedError
    if held.contacted_at is None:
        held.contacted_at = now or timezone.now()
        held.save(update_fields=["contacted_at"])
        note_contact(held.lead, at=held.contacted_at)
        _tell(held, "lead.partner_contacted", at=held.contacted_at)
    return held


@transaction.atomic
def close(
    offer: LeadOffer, *, is_won: bool, note: str = "", by: User, now: datetime | None = None
) -> LeadOffer:
    """Say what became of an accepted lead: won, or lost with a few words, which closes the lead.

    A won one stays open for a colleague to qualify into account and deal. Raises OfferRefusedError for one
    that is not with them; the same again changes nothing.
    """
    held = _held(offer)
    state = State.WON if is_won else State.LOST
    if held.state == state:
        return held
    if held.state != State.ACCEPTED:
        raise OfferRefusedError
    held.state, held.closed_at, held.note = state, now or timezone.now(), note[:500]
    held.save(update_fields=["state", "closed_at", "note"])
    _tell(held, f"lead.partner_{state.value}", at=held.closed_at)
    if not is_won and held.lead.is_open:
        disqualify_lead(held.lead, Disqualification(reason=Lead.Reason.OTHER, note=note), by=by)
    publish(LeadOfferAnswered(offer_id=held.pk))
    return held


def _held(offer: LeadOffer) -> LeadOffer:
    lead = locked_lead(offer.lead_id)
    held = (
        LeadOffer.objects.select_for_update(of=("self",)).select_related("account__company").get(pk=offer.pk)
    )
    held.lead = lead
    return held


def _answer(offer: LeadOffer, state: str, *, by: User | None, now: datetime | None) -> LeadOffer:
    offer.state, offer.answered_at, offer.answered_by = state, now or timezone.now(), by
    offer.save(update_fields=["state", "answered_at", "answered_by", "reason", "note"])
    _tell(offer, f"lead.offer_{state}", at=offer.answered_at)
    _log(f"lead_offer_{state}", offer, by=by)
    publish(LeadOfferAnswered(offer_id=offer.pk))
    return offer


def _go_on(lead: Lead, *, now: datetime | None) -> None:
    if lead.is_open:
        offer_lead(lead, now=now)


def _tell(offer: LeadOffer, kind: str, *, at: datetime) -> None:
    record(
        offer.lead.customer,
        kind=kind,
        occurred_at=at,
        source=f"lead-offer:{offer.pk}:{kind}",
        data={"lead_id": offer.lead_id, "partner": offer.account.company.name},
    )


def _log(action: str, offer: LeadOffer, *, by: User | None) -> None:
    log(
        action,
        actor=by,
        model="lead_distribution.leadoffer",
        object_id=offer.pk,
        customer_id=offer.lead.customer_id,
        detail={"account": offer.account_id, "reason": offer.reason},
    )
