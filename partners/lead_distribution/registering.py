"""From a lead that a partner accepted to a deal registration: a draft of what the lead says, by a click."""

from django.db import transaction

from crm_core.leads.services import locked_lead
from partners.deal_registrations.models import DealRegistration
from partners.deal_registrations.models.registrations import LIVE
from partners.deal_registrations.services import WantedLine, save_draft
from partners.lead_distribution.models import LeadOffer
from partners.lead_distribution.queries import told_of
from partners.lead_distribution.services import OfferRefusedError
from shop.user.models import User

NOTE_LENGTH = 2000


@transaction.atomic
def registration_of(offer: LeadOffer, *, by: User) -> DealRegistration:
    """Return the partner's registration of the person behind an accepted lead, begun where there is none.

    A second click finds the first one's draft, since the lead is held. The partner reads and completes the
    draft before it is submitted; conflicts are looked for only then. Raises OfferRefusedError for a lead that
    is not the partner's now.
    """
    offer.lead = locked_lead(offer.lead_id)
    offer.refresh_from_db(fields=["state"])
    if not offer.is_accepted:
        raise OfferRefusedError
    told = told_of(offer)
    open_states = [*LIVE, DealRegistration.State.DRAFT]
    rows = DealRegistration.objects.filter(account=offer.account_id, state__in=open_states)
    name = told.company or told.name or told.email
    same = rows.filter(contact_email__iexact=told.email) if told.email else rows.filter(customer_name=name)
    if found := same.order_by("-pk").first():
        return found
    draft = DealRegistration(
        account=offer.account,
        created_by=by,
        customer_name=name[:200],
        contact_name=told.name[:200],
        contact_email=told.email,
        contact_phone=told.phone[:40],
        postcode=offer.lead.postcode[:20],
        country=offer.lead.country,
        vat_id=offer.lead.vat_id,
        note=told.wants[:NOTE_LENGTH],
    )
    products = offer.lead.products.order_by("pk")[:20]
    return save_draft(draft, [WantedLine(product=product, quantity=1) for product in products])
