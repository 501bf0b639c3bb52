"""The answer to an application, in the language it was asked in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.onboarding.models import PartnerApplication
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send

KIND = "partner-answer"


@transaction.atomic
def send_answer(application: PartnerApplication, *, now: datetime) -> bool:
    """Mail the decision, once; return whether this call did."""
    untold = PartnerApplication.objects.filter(pk=application.pk, told_at=None).exclude(status="open")
    if not untold.update(told_at=now):
        return False
    with translation.override(application.language):
        context = _context(application)
    send(
        KIND,
        to=application.user.email,
        language=application.language,
        context=context,
        key=f"{KIND}:{application.pk}",
        user=application.user,
    )
    return True


def _context(application: PartnerApplication) -> dict[str, object]:
    portal = settings.KILN_BASE_URL.rstrip("/") + reverse("partners:dashboard")
    return {"application": application, "portal_url": portal}


def _sample() -> dict[str, object] | None:
    application = PartnerApplication.objects.exclude(status="open").order_by("-pk").first()
    return _context(application) if application else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Partner application decision"),
        template="partners/mail/answer",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
