"""What a visitor asks a partner: a lead of ours, offered to that partner."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead
from crm_core.leads.services import capture_lead
from partners.lead_distribution.models import LeadOffer
from partners.lead_distribution.services import OfferRefusedError, offer_lead
from partners.locator.forms import EnquiryForm
from partners.locator.kinds import LOCATOR
from partners.locator.models import PartnerListing
from shop.catalogue.models import Product
from shop.user.models import User


@transaction.atomic
def take_enquiry(
    listing: PartnerListing, form: EnquiryForm, *, user: User | None, language: str
) -> tuple[Lead, LeadOffer | None]:
    """Make a lead of an enquiry and offer it to the partner; the same copy of the form does nothing twice.

    From there on it goes the way of every offer: accepted, declined, recalled after the answer time, passed
    on to the next. None for the offer where the person's lead is with a partner already, or was offered to
    this one before: then a colleague sees the enquiry on the lead.
    """
    typed = form.cleaned_data
    key = typed.get("product")
    product = Product.objects.filter(pk=key).values_list("pk", flat=True).first() if key else None
    account = listing.account
    lead = capture_lead(
        LeadFacts(
            kind=LOCATOR,
            source=f"partner-enquiry:{form.copy_number}",
            occurred_at=timezone.now(),
            user=user,
            email=typed["email"],
            name=typed["name"],
            phone=typed["phone"],
            company_name=typed["company_name"],
            postcode=typed["postcode"],
            # Where the partner is, unless the lead knows better: whoever looks for one near them is near it.
            country=listing.country_id,
            language=language,
            title=gettext("Enquiry to %(company)s") % {"company": account.company.name},
            text=typed["message"],
            products=(product,) if product else (),
            data={"account_id": account.pk, "consent": str(form.fields["consent"].label)},
        )
    )
    try:
        with transaction.atomic():
            return lead, offer_lead(lead, account=account)
    except OfferRefusedError:
        return lead, None
