"""Mails to a partner's people: another tier, and a grace period that begins."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.accounts.models import PartnerUser
from partners.tiers.models import TierMembership
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

MOVED, GRACE = "partner-tier-moved", "partner-tier-grace"


def tell_partner(kind: str, membership: TierMembership) -> int:
    """Write to everybody who looks after the account, each in their language and once; return how many."""
    people = PartnerUser.objects.filter(account=membership.account_id, user__is_active=True)
    told = 0
    for row in people.select_related("user").order_by("pk"):
        language = reader_language(row.user)
        with translation.override(language):
            context = _context(membership)
        # A second grace period of one membership ends on another day.
        key = f"{kind}:{membership.pk}:{membership.grace_until or ''}:{row.user_id}"
        mail = send(kind, to=row.user.email, language=language, context=context, key=key, user=row.user)
        told += int(mail is not None)
    return told


def _context(membership: TierMembership) -> dict[str, object]:
    link = settings.KILN_BASE_URL.rstrip("/") + reverse("partner_tiers:mine")
    return {
        "membership": membership,
        "tier": membership.tier,
        "company": membership.account.company,
        "link": link,
    }


def _sample() -> dict[str, object] | None:
    found = TierMembership.objects.select_related("tier", "account__company").order_by("-pk").first()
    return _context(found) if found else None


for _code, _name, _template in (
    (MOVED, _("Partner tier changed"), "partners/mail/tier_moved"),
    (GRACE, _("Partner tier in its grace period"), "partners/mail/tier_grace"),
):
    KINDS.register(
        EmailType(code=_code, name=_name, template=_template, sample=_sample, purpose=TRANSACTIONAL)
    )
