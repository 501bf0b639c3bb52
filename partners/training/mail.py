"""Mails about certificates whose end is near or past."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.training.models import Certificate
from partners.training.requirements import course_link
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

EXPIRY = "partner-certificate-expiry"


def remind(certificate: Certificate, *, days: int) -> bool:
    """Write to the holder, in their language, that `days` are left (0: none); each once. Tell whether."""
    user = certificate.user
    language = reader_language(user)
    with translation.override(language):
        context = _context(certificate, days)
    key = f"{EXPIRY}:{certificate.pk}:{days}"
    return send(EXPIRY, to=user.email, language=language, context=context, key=key, user=user) is not None


def _context(certificate: Certificate, days: int) -> dict[str, object]:
    return {
        "certificate": certificate,
        "course": certificate.course.title,
        "is_over": days == 0,
        "link": course_link(certificate.course),
        "training": settings.KILN_BASE_URL.rstrip("/") + reverse("partner_training:index"),
    }


def _sample() -> dict[str, object] | None:
    found = Certificate.objects.exclude(expires_on=None).select_related("course").order_by("-pk").first()
    return _context(found, 30) if found else None


KINDS.register(
    EmailType(
        code=EXPIRY,
        name=_("Training certificate expires"),
        template="partners/mail/certificate_expiry",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
