"""The mail to a partner to whom a lead is offered: to everybody there who may answer."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.lead_distribution.company_permissions import ANSWER
from partners.lead_distribution.models import LeadOffer
from shop.b2b.models import CompanyContact
from shop.b2b.presets import grants_of
from shop.countries import country_name_of
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send

KIND = "partner-lead-offer"


def send_offer(offer: LeadOffer) -> int:
    """Mail an offer that waits for an answer, once to each person; returns to how many."""
    if not offer.is_waiting:
        return 0
    people = CompanyContact.objects.filter(
        company=offer.account.company_id, is_active=True, user__is_active=True
    )
    told = 0
    for contact in people.select_related("user", "role").order_by("pk"):
        user = contact.user
        if user is None or not grants_of(contact.role).get(ANSWER):
            continue
        language = user.language or settings.LANGUAGE_CODE
        with translation.override(language):
            context = _context(offer)
        send(
            KIND,
            to=user.email,
            language=language,
            context=context,
            key=f"{KIND}:{offer.pk}:{user.pk}",
            user=user,
        )
        told += 1
    return told


def _context(offer: LeadOffer) -> dict[str, object]:
    path = reverse("lead_distribution:offer", args=[offer.pk])
    return {
        "offer": offer,
        "country": country_name_of(offer.lead.country) if offer.lead.country else "",
        "offer_url": settings.KILN_BASE_URL.rstrip("/") + path,
    }


def _sample() -> dict[str, object] | None:
    offer = LeadOffer.objects.select_related("lead", "account__company").order_by("-pk").first()
    return _context(offer) if offer else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("A lead for a partner"),
        template="partners/mail/lead_offer",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
