"""The panel on a lead's page: with which partner it is, who was asked before, and whom to ask."""

from django.utils.translation import gettext_lazy as _

from crm_core.leads.models import Lead
from crm_core.leads.panels import PANELS
from partners.lead_distribution import audit
from partners.lead_distribution.forms import OfferForm
from partners.lead_distribution.models import HELD, LeadOffer
from shop.backoffice.panels import SIDE, Panel
from shop.user.models import User

__all__ = ["audit"]
OFFER = "lead_distribution.offer_leadoffer"
MOST_SHOWN = 20


def partners_asked(lead: Lead, user: User) -> dict[str, object] | None:
    """List the offers, the latest first; who may offer gets the form while nobody has the lead."""
    offers = list(LeadOffer.objects.filter(lead=lead).select_related("account__company", "by")[:MOST_SHOWN])
    held = next((offer for offer in offers if offer.state in HELD), None)
    may_offer = user.has_perm(OFFER) and lead.is_open
    if not offers and not may_offer:
        return None
    return {
        "lead": lead,
        "offers": offers,
        "held": held if may_offer else None,
        "form": OfferForm(lead=lead) if may_offer and held is None else None,
    }


PANELS.register(
    Panel(
        name="partners",
        title=_("Partners"),
        template="partners/lead_distribution/panel.html",
        context=partners_asked,
        order=15,
        area=SIDE,
        permission="lead_distribution.view_leadoffer",
    )
)
