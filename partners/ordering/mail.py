"""Telling a partner's buyer that a scheduled delivery could not be ordered."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from partners.ordering.models import CallOff
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

KIND = "scheduled-delivery-stopped"


def tell_stopped(call_off: CallOff) -> None:
    """Mail who scheduled it what is in the way, once for each day that it was planned for."""
    user = call_off.scheduled.created_by
    language = reader_language(user)
    with translation.override(language):
        context = _context(call_off)
    key = f"{KIND}:{call_off.pk}:{call_off.release_on}"
    send(KIND, to=user.email, language=language, context=context, key=key, user=user)


def _context(call_off: CallOff) -> dict[str, object]:
    path = reverse("partner_ordering:scheduled", args=[call_off.scheduled_id])
    return {"call_off": call_off, "address": settings.KILN_BASE_URL.rstrip("/") + path}


def _sample() -> dict[str, object] | None:
    call_off = CallOff.objects.select_related("scheduled").order_by("-pk").first()
    return _context(call_off) if call_off else None


KINDS.register(
    EmailType(
        code=KIND,
        name=_("Scheduled delivery not ordered"),
        template="partners/mail/delivery_stopped",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
