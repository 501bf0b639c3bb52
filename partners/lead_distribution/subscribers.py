"""What follows from a lead, and from an offer."""

from crm_core.leads.events import LeadCaptured, LeadReopened
from crm_core.leads.models import Lead
from partners.lead_distribution.events import LeadOffered
from partners.lead_distribution.mail import send_offer
from partners.lead_distribution.models import HELD, DistributionSettings, LeadOffer
from partners.lead_distribution.services import OfferRefusedError, offer_lead
from shop.events.registry import subscribe

#: They ask to become partners themselves, or are not somebody who waits.
NOT_FOR_PARTNERS = ("partner_application", "import")


@subscribe(LeadCaptured)
def on_lead_captured(event: LeadCaptured) -> None:
    """Offer a lead that no colleague has to a partner, where the settings say so; once."""
    _offer(event.lead_id)


@subscribe(LeadReopened)
def on_lead_reopened(event: LeadReopened) -> None:
    """Offer one that came back as one that came."""
    _offer(event.lead_id)


def _offer(lead_id: int) -> None:
    if not DistributionSettings.load().is_automatic:
        return
    lead = (
        Lead.objects.filter(pk=lead_id, open_slot=True, owner=None).exclude(kind__in=NOT_FOR_PARTNERS).first()
    )
    if lead is None or LeadOffer.objects.filter(lead=lead, state__in=HELD).exists():
        return
    try:
        offer_lead(lead)
    except OfferRefusedError:  # somebody was quicker
        return


@subscribe(LeadOffered)
def on_lead_offered(event: LeadOffered) -> None:
    """Mail it to the partner; called again, it sends nothing."""
    offer = LeadOffer.objects.select_related("lead", "account__company").filter(pk=event.offer_id).first()
    if offer is not None:
        send_offer(offer)
