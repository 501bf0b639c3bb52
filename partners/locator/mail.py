"""The mail to whoever wrote an entry: it is published, or why not."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.locator.models import PartnerListing
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

DECIDED = "locator-entry-decided"
TOLD = (PartnerListing.State.SHOWN, PartnerListing.State.REFUSED)


def tell_decision(listing: PartnerListing) -> bool:
    """Mail the decision to who wrote the entry, once; say whether there is anybody to write to."""
    user = listing.created_by
    if user is None or not user.is_active or listing.state not in TOLD:
        return False
    language = reader_language(user)
    with translation.override(language):
        context = _context(listing)
    key = f"{DECIDED}:{listing.pk}:{listing.state}"
    return send(DECIDED, to=user.email, language=language, context=context, key=key, user=user) is not None


def _context(listing: PartnerListing) -> dict[str, object]:
    is_shown = listing.state == PartnerListing.State.SHOWN
    path = listing.get_absolute_url() if is_shown else reverse("partner_locator:listing")
    return {
        "listing": listing,
        "is_shown": is_shown,
        "link": settings.KILN_BASE_URL.rstrip("/") + path,
    }


def _sample() -> dict[str, object] | None:
    found = PartnerListing.objects.filter(state__in=TOLD).select_related("account__company").first()
    return _context(found) if found else None


KINDS.register(
    EmailType(
        code=DECIDED,
        name=_("Locator entry decided"),
        template="partners/mail/listing_decided",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
